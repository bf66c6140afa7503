import type { Cloud } from '../../config/clouds.ts'
import { parseDuration } from '../../config/duration.ts'
import type { Platform, Scenario } from '../../config/platform.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'

/** One step of a scenario with its settings understood. */
export type ScenarioStep =
  | { readonly use: 'promote-database'; readonly database: string; readonly to: Cloud }
  | { readonly use: 'update-dns'; readonly databases: readonly string[]; readonly to: Cloud }
  | { readonly use: 'wait-healthy'; readonly cloud: Cloud; readonly timeoutMs: number }
  | { readonly use: 'verify-capacity'; readonly cloud: Cloud }
  | { readonly use: 'notify'; readonly channel: string; readonly text?: string; readonly severity: Severity }
  | { readonly use: 'run-command'; readonly command: readonly string[]; readonly timeoutMs: number }
  | { readonly use: 'approve'; readonly text: string }

type Severity = 'info' | 'warning' | 'error' | 'critical'
const SEVERITIES: readonly string[] = ['info', 'warning', 'error', 'critical'] satisfies Severity[]

/** Reads the steps of a scenario. @throws McloudError CONFIG_INVALID with every mistake, UNSUPPORTED */
export function readSteps(platform: Platform, scenario: Scenario): ScenarioStep[] {
  const problems: Problem[] = []
  const steps = scenario.steps.flatMap((step, index) => {
    const read = readStep(platform, step, (key, expected) =>
      problems.push({
        at: `scenarios.${scenario.name}.steps[${index}]${key === '' ? '' : `.with.${key}`}`,
        message: key === '' ? `this version cannot do ${step.use}` : `${step.use} needs ${key}`,
        expected,
      }),
    )
    return read === undefined ? [] : [read]
  })
  const moves = steps.filter(({ use }) => use === 'promote-database')
  if (moves.length > 1)
    problems.push({
      at: `scenarios.${scenario.name}.steps`,
      message: `${moves.length} databases are promoted`,
      expected: 'one promote-database a scenario, because a run has one commit point',
    })
  if (problems.length === 0) return steps
  throw new McloudError({
    code: 'CONFIG_INVALID',
    message: `The scenario ${scenario.name} cannot be carried out.`,
    problems,
  })
}

const CAN = 'promote-database, update-dns, wait-healthy, verify-capacity, notify, run-command or approve'

function readStep(
  platform: Platform,
  { use, with: settings }: Scenario['steps'][number],
  wrong: (key: string, expected: string) => unknown,
): ScenarioStep | undefined {
  const cloud = (key: string): Cloud => {
    const value = settings[key]
    if (typeof value === 'string' && Object.hasOwn(platform.clouds, value)) return value as Cloud
    wrong(key, `one of ${Object.keys(platform.clouds).join(', ')}`)
    return 'aws'
  }
  const time = (otherwiseMs: number): number => {
    if (settings.timeout === undefined) return otherwiseMs
    const ms = typeof settings.timeout === 'string' ? parseDuration(settings.timeout) : undefined
    if (ms === undefined) wrong('timeout', 'a duration such as 30s')
    return ms ?? otherwiseMs
  }
  const names = Object.keys(platform.databases)
  switch (use) {
    case 'promote-database': {
      const database = settings.database ?? (names.length === 1 ? names[0] : undefined)
      if (typeof database !== 'string' || !names.includes(database))
        wrong('database', `one of ${names.join(', ')}`)
      return { use, database: String(database), to: cloud('to') }
    }
    case 'update-dns': {
      const { database } = settings
      if (database !== undefined && !names.includes(String(database)))
        wrong('database', `one of ${names.join(', ')}`)
      const followed = new Set(
        Object.values(platform.traffic?.records ?? {}).flatMap(({ follows }) => follows ?? []),
      )
      const databases = database === undefined ? [...followed] : [String(database)]
      return { use, databases, to: cloud('to') }
    }
    case 'wait-healthy':
      return { use, cloud: cloud('cloud'), timeoutMs: time(300_000) }
    case 'verify-capacity':
      return { use, cloud: cloud('cloud') }
    case 'notify': {
      const { channel, text, severity = 'info' } = settings
      const channels = Object.keys(platform.notifications)
      if (!channels.includes(String(channel))) wrong('channel', `one of ${channels.join(', ')}`)
      if (!SEVERITIES.includes(String(severity))) wrong('severity', `one of ${SEVERITIES.join(', ')}`)
      return {
        use,
        channel: String(channel),
        severity: severity as Severity,
        ...(typeof text === 'string' ? { text } : {}),
      }
    }
    case 'run-command': {
      const { command } = settings
      const isList =
        Array.isArray(command) && command.length > 0 && command.every((one) => typeof one === 'string')
      if (!isList)
        wrong('command', 'a list of program and arguments, e.g. [./hook, --to, gcp]; there is no shell')
      return { use, command: isList ? command : [], timeoutMs: time(60_000) }
    }
    case 'approve':
      return { use, text: typeof settings.text === 'string' ? settings.text : 'Go on?' }
    default:
      wrong('', CAN)
      return undefined
  }
}
