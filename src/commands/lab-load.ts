import type { LoadFigures } from '../lab/load/load-figures.ts'
import type { LoadVerification } from '../lab/load/verify-load.ts'
import type { Page } from './command.ts'
import { defineCommand } from './command.ts'
import { inLab, LAB_DIR } from './lab-access.ts'

interface LoadReport {
  readonly log: string
  readonly figures?: LoadFigures
  readonly verification?: LoadVerification
  /** Process of a load that goes on in the background. */
  readonly pid?: number
}

export const labLoad = defineCommand({
  description: [
    'run (the default) writes at a steady rate and prints what it saw: acknowledged and failed orders, the longest',
    'pause between two acknowledged writes, latencies. stop ends a load in the background and prints its figures.',
    'verify compares a log with the database that is primary now: an acknowledged order that is not there is lost.',
  ].join('\n'),
  options: {
    dir: LAB_DIR,
    rate: { type: 'integer', default: 200, min: 1, max: 5_000, summary: 'Orders a second' },
    duration: { type: 'duration', default: '30s', summary: 'How long' },
    untilStopped: { type: 'flag', summary: 'Until Ctrl-C or `lab load stop` instead' },
    clients: {
      type: 'integer',
      default: 4,
      min: 1,
      max: 1_000,
      summary: 'Customers that order, each with numbers of its own',
    },
    log: { type: 'file', summary: "Log of orders (default: load.jsonl in the lab's client folder)" },
    background: { type: 'flag', summary: 'Come back at once; end it with `lab load stop`' },
    verify: { type: 'flag', summary: 'Verify the log when the load has ended' },
  },
  arguments: { action: { summary: 'What to do (default: run)', choices: ['run', 'stop', 'verify'] } },
  mistakes: ({ options, arguments: { action = 'run' } }) => [
    ...(options.background && action !== 'run' ? [`--background goes with run, not with ${action}`] : []),
    ...(options.background && options.verify
      ? ['--verify goes with `lab load stop` where the load is in the background']
      : []),
  ],
  examples: [
    {
      command: 'mcloud lab load --rate 200 --duration 30s --verify',
      means: 'Load for 30 seconds, then look for lost orders',
    },
    { command: 'mcloud lab load --background --until-stopped', means: 'Load while you try a failover' },
    { command: 'mcloud lab load stop --verify', means: 'End it and judge' },
    { command: 'mcloud lab load verify --log orders.jsonl --json', means: 'Judge a log once more' },
  ],
  run: async ({ options, arguments: { action } }, context) =>
    inLab(context, options.dir, async (folder) => {
      const [lab, background, { runLoad }] = await Promise.all([
        import('../lab/load/load-of-lab.ts'),
        import('../lab/load/background-load.ts'),
        import('../lab/load/run-load.ts'),
      ])
      const log = lab.loadLogPath(folder, options.log, context.workingFolder)
      const judged = async (report: LoadReport, verify: boolean): Promise<LoadReport> =>
        verify ? { ...report, verification: await lab.verifyLabLoad(folder, report.log) } : report

      if (action === 'verify') return judge(await judged({ log }, true))
      if (action === 'stop')
        return judge(await judged(await background.stopBackgroundLoad(folder), options.verify))
      const settings = lab.labLoadSettings(folder, {
        ratePerSecond: options.rate,
        clients: options.clients,
        log,
        ...(options.untilStopped ? {} : { durationMs: options.duration }),
      })
      if (options.background) {
        const { pid } = await background.startBackgroundLoad(folder, settings)
        return judge({ log, pid })
      }
      const figures = await runLoad(settings, context.signal, ({ second, acknowledged, failed, waiting }) =>
        context.progress.emit({
          kind: 'note',
          text: `${second} s: ${acknowledged} acknowledged, ${failed} failed, ${waiting} waiting`,
        }),
      )
      return judge(await judged({ log, figures }, options.verify))
    }),
  human: ({ data }, page) => {
    if (data.pid !== undefined)
      page.line(`Writing orders in process ${data.pid}; end it with \`mcloud lab load stop\`.`)
    if (data.figures) showFigures(data.figures, page)
    if (data.verification) showVerification(data.verification, page)
    page.line(`log: ${data.log}`)
  },
})

function judge(data: LoadReport) {
  const { lost = [], changed = [], duplicateKeys = [] } = data.verification ?? {}
  const clean = lost.length + changed.length + duplicateKeys.length === 0
  return { kind: clean ? ('done' as const) : ('failed' as const), data }
}

function showFigures(figures: LoadFigures, page: Page): void {
  const { latencyMs } = figures
  page.facts([
    ['acknowledged', `${figures.acknowledged} (${shares(figures.acknowledgedBy)})`],
    ['failed', figures.failed === 0 ? '0' : `${figures.failed} (${shares(figures.failures)})`],
    [
      'longest write pause',
      `${figures.longestPauseMs} ms at ${figures.longestPauseAt} (orders are ${figures.nominalIntervalMs} ms apart; the client's own longest stall ${figures.clientStallMs} ms)`,
    ],
    ['latency', `p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms, longest ${latencyMs.max} ms`],
  ])
}

function showVerification(verification: LoadVerification, page: Page): void {
  const { primary, acknowledged, found, lost, changed, duplicateKeys } = verification
  const count = (items: readonly string[]) =>
    items.length === 0
      ? ({ text: '0', tone: 'good' } as const)
      : ({
          text: `${items.length}: ${items.slice(0, 5).join(', ')}${items.length > 5 ? ', ...' : ''}`,
          tone: 'bad',
        } as const)
  page.facts([
    ['primary now', primary],
    ['acknowledged orders found', `${found} of ${acknowledged}`],
    ['lost', count(lost)],
    ['under another id', count(changed)],
    ['duplicate keys', count(duplicateKeys)],
  ])
}

function shares(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .map(([name, number]) => `${name} ${number}`)
      .join(', ') || 'none'
  )
}
