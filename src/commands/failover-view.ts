import type { Promoted } from '../core/failover/commands.ts'
import type { MoveSubject } from '../core/failover/promotion.ts'
import type { ForcedFindings, PromotionReport } from '../core/failover/report.ts'
import type { Topology } from '../core/failover/topology.ts'
import type { Plan, Run, RunStep } from '../core/runs/plan.ts'
import type { Carried } from '../core/scenarios/commands.ts'
import type { ScenarioPlan } from '../core/scenarios/plan-scenario.ts'
import type { Cell, Page, Tone } from './command.ts'

/** Who writes and who follows whom. */
export function topologyTable(page: Page, title: string, { members, epoch }: Topology): void {
  page.heading(`${title} (epoch ${epoch})`)
  page.table(
    ['cloud', 'instance', 'role', 'follows', 'writes'],
    members.map(({ cloud, instance, role, follows, streaming, note }) => [
      cloud,
      instance,
      { text: role, tone: ROLE_TONES[role] },
      follows === undefined ? '-' : streaming ? follows : { text: `${follows}, not streaming`, tone: 'warn' },
      note,
    ]),
  )
}

const ROLE_TONES: Readonly<Record<Topology['members'][number]['role'], Tone>> = {
  primary: 'good',
  replica: 'dim',
  fenced: 'warn',
  unknown: 'warn',
}

/** Whatever `failover promote`, `plan`, `resume` and `abort` end with. */
export function promotedPage(
  page: Page,
  data: Promoted | Carried | { readonly kind: 'run'; readonly run: Run },
): void {
  switch (data.kind) {
    case 'report':
      reportPage(page, data.report)
      break
    case 'plan':
      planPage(page, data.plan)
      break
    case 'scenario-plan':
      scenarioPage(page, data.plan)
      break
    case 'run':
      if (data.run.plan.kind === 'scenario') stepTable(page, data.run.steps)
      page.line(`Run ${data.run.id} is ${data.run.state}.`)
      break
    case 'nothing':
      page.line(`The primary of ${data.database} is in ${data.at} already: there is nothing to do.`)
      break
  }
}

function scenarioPage(page: Page, { subject, steps, hash, expiresAt, warnings }: ScenarioPlan): void {
  page.heading(`Plan of the scenario ${subject.scenario}`)
  page.facts([
    ['plan', hash],
    ['may be carried out until', expiresAt],
  ])
  plannedSteps(page, steps)
  const { promotion, dns } = subject
  const updates = Object.values(dns.updates).flatMap(({ texts }) => texts)
  for (const text of [...(promotion?.traffic.texts ?? []), ...updates]) page.line(`DNS: ${text}`)
  for (const warning of warnings) page.line(`warning: ${warning}`)
}

function plannedSteps(page: Page, steps: Plan['steps']): void {
  page.table(
    ['', 'step', 'undone on failure'],
    steps.map(({ text, commitPoint, reversible }, index) => [
      String(index + 1),
      commitPoint ? { text, tone: 'strong' } : text,
      reversible ? 'yes' : '-',
    ]),
  )
}

function planPage(page: Page, plan: Plan<MoveSubject>): void {
  const { subject, steps, warnings, hash, expiresAt } = plan
  page.heading(`Plan to promote ${subject.database} from ${subject.from} to ${subject.to}`)
  page.facts([
    ['plan', hash],
    ['may be carried out until', expiresAt],
  ])
  page.line()
  topologyTable(page, 'Now', subject.topology)
  page.line()
  plannedSteps(page, steps)
  for (const text of subject.traffic.texts) page.line(`DNS: ${text}`)
  for (const warning of warnings) page.line(`warning: ${warning}`)
}

/** What came of each step, and when. */
export function stepTable(page: Page, steps: readonly RunStep[]): void {
  page.table(
    ['step', 'result', 'elapsed', 'started', 'note'],
    steps.map(({ text, state, elapsedMs, startedAt, message }) => [
      text,
      { text: state, tone: STATE_TONES[state] },
      elapsedMs === undefined ? '-' : `${elapsedMs} ms`,
      startedAt ?? '-',
      message ?? '',
    ]),
  )
}

function reportPage(page: Page, report: PromotionReport): void {
  const { before, after, steps, pause, evidence, forced, debts } = report
  topologyTable(page, 'Before', before)
  page.line()
  stepTable(page, steps)
  page.line()
  topologyTable(page, 'After', after)
  page.line()
  page.facts([
    ['run', `${report.runId}, ${report.state}`],
    ...(pause === undefined
      ? []
      : ([
          ['write pause', `${pause.databaseMs} ms, from the fence to the first write on the new primary`],
          [
            'traffic',
            pause.trafficMs === undefined
              ? '-'
              : `${pause.trafficMs} ms, from the fence to DNS in sync everywhere`,
          ],
        ] satisfies [string, Cell][])),
    ...(evidence === undefined
      ? []
      : ([
          [
            'lost rows',
            evidence.lostRows === 0
              ? { text: '0', tone: 'good' }
              : {
                  text: evidence.lostRows === undefined ? 'not known' : String(evidence.lostRows),
                  tone: 'bad',
                },
          ],
        ] satisfies [string, Cell][])),
    ...(forced === undefined ? [] : forcedFacts(forced)),
    [
      'debts',
      debts.length === 0 ? { text: 'none', tone: 'good' } : { text: String(debts.length), tone: 'warn' },
    ],
  ])
  for (const proof of evidence?.proof ?? []) page.line(`proof: ${proof}`)
  for (const { text, clearWith } of debts) page.line(`debt: ${text} Clear it with: ${clearWith}`)
}

function forcedFacts({
  firstWriteMs,
  fence,
  lastHeartbeat,
  remoteLsn,
  traffic,
  trueLoss,
}: ForcedFindings): [string, Cell][] {
  return [
    ...(firstWriteMs === undefined
      ? []
      : ([['first write', `${firstWriteMs} ms after the run began, on the new primary`]] satisfies [
          string,
          Cell,
        ][])),
    ...(fence === undefined
      ? []
      : ([
          [
            'old primary',
            fence.proved
              ? { text: `shut off: ${fence.evidence}`, tone: 'good' }
              : { text: `NOT PROVED to be shut off: ${fence.evidence}`, tone: 'bad' },
          ],
        ] satisfies [string, Cell][])),
    [
      'lost at most',
      lastHeartbeat === undefined
        ? { text: 'not known', tone: 'bad' }
        : {
            text: `what was committed after ${lastHeartbeat.at}, ${(lastHeartbeat.ageMs / 1000).toFixed(1)} s before the switch${remoteLsn === undefined ? '' : `; applied up to ${remoteLsn}`}`,
            tone: 'warn',
          },
    ],
    [
      'lost in truth',
      trueLoss === undefined
        ? {
            text: 'not known before the old primary is back: `mcloud failover rejoin` counts it',
            tone: 'dim',
          }
        : { text: `${trueLoss.rows} rows (${trueLoss.method})`, tone: trueLoss.rows === 0 ? 'good' : 'bad' },
    ],
    ...(traffic.length === 0
      ? []
      : ([['traffic', { text: `not everywhere: ${traffic.join('; ')}`, tone: 'warn' }]] satisfies [
          string,
          Cell,
        ][])),
  ]
}

const STATE_TONES: Readonly<Record<RunStep['state'], Tone>> = {
  waiting: 'dim',
  started: 'warn',
  done: 'good',
  unchanged: 'dim',
  failed: 'bad',
  unknown: 'warn',
  undone: 'changed',
  skipped: 'dim',
}
