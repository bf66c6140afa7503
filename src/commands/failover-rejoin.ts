import { defineCommand } from './command.ts'
import { failoverTarget } from './failover-options.ts'

/** Takes a returned primary back as a replica. */
export const failoverRejoin = defineCommand({
  description: [
    'After a promotion by force the old primary may hold writes that never arrived, and may come back taking more. It is fenced first of all (and started before that where it is stopped), also when it came back unfenced. Every row that only it has is written to files (0600, one a table, JSON lines): the true loss, which goes into the record of the promotion. Then its unused slots are dropped, its tables are emptied and copied from the present primary, and the debts are cleared.',
    'A run that was cut off is ended by `failover resume`; `failover abort` leaves the server fenced and its debts open.',
  ].join('\n\n'),
  risk: 'severe',
  options: {
    cloud: { type: 'cloud', required: true, summary: 'Cloud of the server that is rebuilt' },
    database: failoverTarget({ required: false }).database,
    out: {
      type: 'file',
      value: 'DIR',
      summary: 'Folder for the rows that only it has (default: ./divergent-CLOUD-TIME)',
    },
  },
  examples: [
    { command: 'mcloud failover rejoin --cloud aws', means: 'the old primary is back: make it a replica' },
    {
      command: 'mcloud failover rejoin --cloud aws --out ./lost --confirm=shop',
      means: 'the same, unattended, with the rows it alone has in ./lost',
    },
  ],
  run: async ({ options }, context) => {
    const [{ rejoinCommand }, { resolve }] = await Promise.all([
      import('../core/failover/rejoin/rejoin-command.ts'),
      import('node:path'),
    ])
    const time = new Date(context.clock.now())
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '')
      .toLowerCase()
    const folder = options.out ?? `divergent-${options.cloud}-${time}`
    const out = resolve(context.workingFolder, folder)
    return rejoinCommand({ cloud: options.cloud, database: options.database, out }, context)
  },
  human: async ({ data }, page) => (await import('./rejoin-view.ts')).rejoinedPage(page, data),
})
