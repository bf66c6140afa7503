/** One line of `rclone --use-json-log`, as far as mcloud reads it. https://rclone.org/docs/#use-json-log */
interface LogLine {
  readonly level?: string
  readonly msg?: string
  readonly object?: string
  readonly skipped?: string
  readonly size?: number
  readonly stats?: {
    readonly bytes?: number
    readonly transfers?: number
    readonly checks?: number
    readonly deletes?: number
    readonly errors?: number
  }
}

/** Errors that are kept with their words; all are counted. */
const KEPT_ERRORS = 1_000

/** Adds the lines of a log up. */
export class RcloneLog {
  objects = 0
  bytes = 0
  checks = 0
  deletes = 0
  /** Copies that a dry run would have made. */
  skippedCopies = 0
  skippedBytes = 0
  skippedDeletes = 0
  readonly failed: { readonly key?: string; readonly reason: string }[] = []
  #errors = 0
  #last = ''

  get errors(): number {
    return Math.max(this.#errors, this.failed.length)
  }

  /** What it said last where that was no JSON: how rclone ends before its log begins. */
  get lastWords(): string {
    return this.#last
  }

  /** True where the line told new figures. */
  take(text: string): boolean {
    let line: LogLine
    try {
      line = JSON.parse(text) as LogLine
    } catch {
      if (text.trim() !== '') this.#last = text.trim().replace(/^[\d/]+ [\d:]+ /, '')
      return false
    }
    const { stats, msg = '', level, object, skipped, size } = line
    if (stats !== undefined) {
      // The bytes of a broken attempt count too, and only here.
      this.bytes = stats.bytes ?? this.bytes
      this.objects = stats.transfers ?? this.objects
      this.checks = stats.checks ?? this.checks
      this.deletes = stats.deletes ?? this.deletes
      this.#errors = stats.errors ?? 0
      // Attempts that were repeated with success are no failures any more.
      if (this.#errors === 0) this.failed.length = 0
      return true
    }
    if (skipped === 'copy' || skipped === 'update metadata') {
      this.skippedCopies += 1
      this.skippedBytes += size ?? 0
    } else if (skipped === 'delete') this.skippedDeletes += 1
    else if ((level === 'error' || level === 'critical') && this.failed.length < KEPT_ERRORS) {
      const reason = msg.replace(/\s+/g, ' ')
      this.failed.push(object === undefined ? { reason } : { key: object, reason })
    }
    return false
  }
}
