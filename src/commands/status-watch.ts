import { type Change, changesBetween, type Picture, pictureOf } from '../core/status/picture.ts'
import { type Health, kindOf, type Status } from '../core/status/status.ts'
import type { Context } from './command.ts'
import { drawPicture } from './status-view.ts'

/**
 * Shows picture after picture until Ctrl-C: in place on a terminal, one JSON object a line with --json, and one
 * line a change where neither. Returns the health of the last picture.
 */
export async function watchStatus(
  look: () => Promise<Status>,
  intervalMs: number,
  context: Pick<Context, 'clock' | 'signal' | 'terminal' | 'global'>,
): Promise<Health> {
  const { clock, signal, terminal } = context
  const inPlace = terminal.stdoutIsTty && !context.global.json
  let health: Health = 'unknown'
  let last: { picture: Picture; changes: readonly Change[] } | undefined
  const redraw = () => {
    const shown = last
    if (inPlace && shown !== undefined)
      terminal.refresh((page) => {
        drawPicture(shown.picture, shown.changes, page)
        page.line('Ctrl-C ends.')
      })
  }
  const stopListening = terminal.onResize(redraw)
  try {
    while (!signal.aborted) {
      const startedMs = clock.now()
      const status = await look()
      // A picture that Ctrl-C cut short would call unknown what was only not waited for.
      if (signal.aborted) break
      const picture = pictureOf(status)
      const isFirst = last === undefined
      const changes = last === undefined ? [] : changesBetween(last.picture, picture)
      health = status.health
      last = { picture, changes }
      if (inPlace) redraw()
      else
        for (const line of context.global.json
          ? [jsonLine(status, changes)]
          : textLines(status, picture, changes, isFirst))
          await terminal.writeData(line)
      await clock.sleep(Math.max(0, intervalMs - (clock.now() - startedMs)), signal).catch(() => {})
    }
  } finally {
    stopListening()
    terminal.endRefresh()
  }
  return health
}

/** The envelope of the command without --watch, and what has changed since the line before. */
function jsonLine(status: Status, changes: readonly Change[]): string {
  return JSON.stringify({ schemaVersion: 1, ok: true, result: kindOf(status.health), data: status, changes })
}

/** Nothing while nothing changes. */
function textLines(status: Status, picture: Picture, changes: readonly Change[], isFirst: boolean): string[] {
  const isNews = isFirst || changes.some(({ what }) => what === 'verdict')
  return [
    ...(isNews ? [`${status.at} ${picture.platform} ${picture.headline.text}`] : []),
    ...changes
      .filter(({ what }) => what !== 'verdict')
      .map(({ what, from, to }) => `${status.at} ${what}: ${from || '-'} -> ${to || '-'}`),
  ]
}
