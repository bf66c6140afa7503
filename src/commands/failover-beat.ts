import { defineCommand } from './command.ts'
import { failoverTarget } from './failover-options.ts'

/** Beats that follow one another without a pause would only burden the primary, in milliseconds. */
const SHORTEST_MS = 100

/** Keeps the evidence that a forced promotion goes by. */
export const failoverBeat = defineCommand({
  description: [
    'The primary notes the time, where its sequences stand, how fast they move, and what the application may write, in a table that is replicated to every other server. When the primary is lost, that tells how much is lost at most and how far the sequences have come.',
    'Keep it running with --watch as a service, in a place that sees all servers; several may run at once. It makes what it needs: the schema `mcloud` on every server, and its tables in the publication. It goes on when a server fails, and follows the primary. Without --watch: exit 1 when there was no beat.',
  ].join('\n\n'),
  risk: 'none',
  options: {
    database: failoverTarget({ required: false }).database,
    watch: { type: 'flag', short: 'w', summary: 'Go on until Ctrl-C, and say what changes' },
    interval: { type: 'duration', default: '1s', summary: 'Time between two beats of --watch' },
  },
  examples: [
    { command: 'mcloud failover beat', means: 'one heartbeat of the only database' },
    { command: 'mcloud failover beat --watch --interval 5s', means: 'one every five seconds, as a service' },
  ],
  mistakes: ({ options }) =>
    options.interval < SHORTEST_MS
      ? [`--interval is ${SHORTEST_MS} ms at the least: each beat is a write.`]
      : [],
  run: async ({ options }, context) => {
    const { beatCommand } = await import('../core/failover/beat-command.ts')
    const { json } = context.global
    return beatCommand(options, context, (beat) =>
      context.terminal.writeData(
        json
          ? JSON.stringify({ schemaVersion: 1, ok: beat.writer !== undefined, data: beat })
          : `${beat.at} ${beat.database}: ${beat.writer === undefined ? (beat.note ?? 'no beat') : `beats in ${beat.writer}`}`,
      ),
    )
  },
  human: ({ data }, page) =>
    page.line(
      data.writer === undefined
        ? `${data.database} did not beat: ${data.note ?? 'no server is open'}`
        : `${data.database} beats in ${data.writer}.`,
    ),
})
