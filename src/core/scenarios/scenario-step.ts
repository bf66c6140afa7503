import type { Cloud } from '../../config/clouds.ts'
import type { Platform, Scenario } from '../../config/platform.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'
import { type ForcedFlags, type PromoteStep, readPromote } from './promote-settings.ts'
import { type StepSettings, settingsOf } from './step-settings.ts'

export type DnsStep = {
  readonly use: 'update-dns'
  /** Names that follow these databases; where one is named, no others are touched. */
  readonly databases: { readonly names: readonly string[]; readonly isNamed: boolean }
  readonly to?: Cloud
  readonly from?: Cloud
  readonly records?: readonly string[]
}
export type ShiftStep = {
  readonly use: 'shift-traffic'
  /** Key of the platform file. */
  readonly record: string
  readonly to: Cloud
  readonly from?: Cloud
  readonly stepPercent: number
  readonly untilPercent: number
  readonly holdMs: number
  /** A program that must end well for the shift to go on; none where empty. */
  readonly gate: readonly string[]
  readonly timeoutMs: number
  readonly rollback: boolean
}

/** One step of a scenario with its settings understood. */
export type ScenarioStep =
  | PromoteStep
  | DnsStep
  | ShiftStep
  | { readonly use: 'wait-healthy'; readonly cloud: Cloud; readonly timeoutMs: number }
  | { readonly use: 'verify-capacity'; readonly cloud: Cloud }
  /** Names of pairs, each in full. */
  | { readonly use: 'sync-storage'; readonly pairs: readonly string[] }
  | {
      readonly use: 'notify' | 'create-incident'
      readonly channel: string
      readonly text?: string
      readonly severity: Severity
    }
  | { readonly use: 'run-command'; readonly command: readonly string[]; readonly timeoutMs: number }
  | { readonly use: 'approve'; readonly text: string }

type Severity = 'info' | 'warning' | 'error' | 'critical'

/** As PagerDuty names them, and as people grade incidents. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  info: 'info',
  low: 'info',
  warning: 'warning',
  medium: 'warning',
  error: 'error',
  high: 'error',
  critical: 'critical',
}

/** Steps that the file may name and this version does not do, and why. */
const NOT_DONE: Readonly<Record<string, string>> = {
  scale:
    'mcloud cannot set the size of a cluster or service in any cloud; use run-command with the program that can',
}

/**
 * Reads the steps of a scenario; flags of the command line hold over its settings. `as planned`: what was accepted
 * stands in the plan, and is not asked for here.
 * @throws McloudError CONFIG_INVALID with every mistake
 */
export function readSteps(
  platform: Platform,
  scenario: Scenario,
  flags: ForcedFlags | 'as planned' = {},
): ScenarioStep[] {
  const problems: Problem[] = []
  const steps = scenario.steps.flatMap((step, index) => {
    const at = `scenarios.${scenario.name}.steps[${index}]`
    const wrong = (key: string, expected: string, message = `${step.use} needs ${key}`): void => {
      problems.push({ at: key === '' ? at : `${at}.with.${key}`, message, expected })
    }
    const read = readStep(settingsOf(platform, step, wrong), step.use, flags)
    return read === undefined ? [] : [read]
  })
  const moves = steps.filter(({ use }) => use === 'promote-database')
  if (moves.length > 1)
    problems.push({
      at: `scenarios.${scenario.name}.steps`,
      message: `${moves.length} databases are promoted`,
      expected: 'one promote-database a scenario, because a run has one commit point',
    })
  if (moves.length === 0 && flags !== 'as planned' && flags.forced === true)
    problems.push({
      at: '--forced',
      message: `${scenario.name} promotes no database`,
      expected: 'a scenario with promote-database',
    })
  if (problems.length === 0) return steps
  throw new McloudError({
    code: 'CONFIG_INVALID',
    message: `The scenario ${scenario.name} cannot be carried out.`,
    problems,
  })
}

function readStep(
  read: StepSettings,
  use: string,
  flags: ForcedFlags | 'as planned',
): ScenarioStep | undefined {
  const { platform, settings, wrong, cloud, time, text, list, percent } = read
  switch (use) {
    case 'promote-database':
      return readPromote(read, flags)
    case 'update-dns': {
      const isNamed = settings.database !== undefined
      const followed = Object.values(platform.traffic?.records ?? {}).flatMap(({ follows }) => follows ?? [])
      const names = isNamed ? [read.database()] : [...new Set(followed)]
      return {
        use,
        databases: { names, isNamed },
        ...(settings.to === undefined ? {} : { to: cloud('to') }),
        ...(settings.from === undefined ? {} : { from: cloud('from') }),
        ...(settings.records === undefined ? {} : { records: read.records() }),
      }
    }
    case 'shift-traffic': {
      if (settings.watch !== undefined)
        wrong(
          'watch',
          'gate: [program, argument, ...] that ends with 0 while rates and latencies are well',
          'shift-traffic reads no metrics itself',
        )
      return {
        use,
        record: read.weightedRecord(),
        to: cloud('to'),
        ...(settings.from === undefined ? {} : { from: cloud('from') }),
        stepPercent: percent('stepPercent', 10),
        untilPercent: percent('untilPercent', 100),
        holdMs: time('hold', 30_000),
        gate: settings.gate === undefined ? [] : list('gate'),
        timeoutMs: time('timeout', 60_000),
        rollback: settings.rollback !== false,
      }
    }
    case 'wait-healthy':
      return { use, cloud: cloud('cloud'), timeoutMs: time('timeout', 300_000) }
    case 'verify-capacity':
      return { use, cloud: cloud('cloud') }
    case 'sync-storage':
      return { use, pairs: read.pairs() }
    case 'notify':
    case 'create-incident': {
      const channel = String(settings.channel)
      const channels = Object.values(platform.notifications)
        .filter(({ kind }) => use === 'notify' || kind === 'pagerduty')
        .map(({ name }) => name)
      if (!channels.includes(channel))
        wrong(
          'channel',
          channels.length === 0 ? 'a channel of the kind pagerduty' : `one of ${channels.join(', ')}`,
        )
      const graded = settings.severity ?? (use === 'notify' ? 'info' : 'critical')
      const severity = SEVERITIES[String(graded)]
      if (severity === undefined) wrong('severity', `one of ${Object.keys(SEVERITIES).join(', ')}`)
      return { use, channel, severity: severity ?? 'info', ...text('text') }
    }
    case 'run-command':
      return { use, command: list('command'), timeoutMs: time('timeout', 60_000) }
    case 'approve': {
      const by = typeof settings.by === 'string' ? ` (${settings.by})` : ''
      return { use, text: `${text('text').text ?? 'Go on?'}${by}` }
    }
    default:
      wrong('', NOT_DONE[use] ?? CAN, `this version cannot do ${use}`)
      return undefined
  }
}

const CAN =
  'promote-database, update-dns, shift-traffic, wait-healthy, verify-capacity, sync-storage, notify, create-incident, run-command or approve'
