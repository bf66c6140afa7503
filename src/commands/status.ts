import type { Status } from '../core/status/status.ts'
import { defineCommand } from './command.ts'

/** Time for each single question, in milliseconds, where --timeout does not say otherwise. */
const QUESTION_MS = 5_000

/** Shows every cloud, database, routed record, workload, unfinished run and debt, all asked at once. */
export const status = defineCommand({
  description: [
    'Asks all clouds, database servers, DNS providers, name servers and health endpoints at the same time. What does not answer within --timeout (5s, for each single question) is shown as unknown with the reason, and delays nothing else.',
    'Exit 0 healthy, 6 degraded, 7 something unknown. With --watch the picture is refreshed until Ctrl-C, which is its ordinary end: the exit code is that of the last picture.',
  ].join('\n\n'),
  options: {
    watch: { type: 'flag', short: 'w', summary: 'Refresh until Ctrl-C and mark what has changed' },
    interval: { type: 'duration', default: '2s', summary: 'Time between two pictures of --watch' },
    cloud: { type: 'cloud', many: true, summary: 'Show this cloud only; may be repeated' },
  },
  examples: [
    { command: 'mcloud status', means: 'One picture of everything' },
    {
      command: 'mcloud status --watch --interval 5s',
      means: 'Stay on the screen, refreshed every 5 seconds',
    },
    { command: 'mcloud status --cloud aws --json', means: 'What concerns AWS, for a program' },
  ],
  run: async ({ options }, context) => {
    // Whatever the questions will need is loaded while the platform file is read.
    void Promise.allSettled([
      context.databases(),
      context.nameServers(),
      context.health(),
      context.runHost(),
      context.providers(),
      context.store(),
    ])
    const [platform, { readStatus }, { kindOf }] = await Promise.all([
      context.platform(),
      import('../core/status/read-status.ts'),
      import('../core/status/status.ts'),
    ])
    const timeoutMs = context.global.timeoutMs ?? QUESTION_MS
    const look = () =>
      readStatus(platform, context, { timeoutMs, signal: context.signal, clouds: options.cloud ?? [] })
    if (options.watch) {
      const { watchStatus } = await import('./status-watch.ts')
      return { kind: kindOf(await watchStatus(look, options.interval, context)), data: undefined }
    }
    const data: Status = await look()
    context.signal.throwIfAborted()
    return { kind: kindOf(data.health), data: data as Status | undefined }
  },
  human: async ({ data }, page) => {
    if (data === undefined) return
    const [{ pictureOf }, { drawPicture }] = await Promise.all([
      import('../core/status/picture.ts'),
      import('./status-view.ts'),
    ])
    drawPicture(pictureOf(data), [], page)
  },
})
