/** The part of `process` that mcloud uses; tests give their own. */
export interface ProcessLike {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  cwd(): string
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  on(event: 'warning', listener: (warning: Error) => void): unknown
  off(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown
  /** Node's own listener prints every warning of every library. */
  removeAllListeners(event: 'warning'): unknown
  exit(code: number): unknown
}

export interface InputStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
}

export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  getColorDepth?(environment?: object): number
}
