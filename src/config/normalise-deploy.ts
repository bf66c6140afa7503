import { parseDuration } from './duration.ts'
import type {
  Deploy,
  DeployPolicies,
  DeployUnit,
  HealthGate,
  Platform,
  StatePlace,
  UnitInput,
} from './platform.ts'
import { mapValues, present } from './present.ts'
import type { PlatformFile } from './schema.ts'

type DeploySection = NonNullable<PlatformFile['deploy']>
type UnitSection = NonNullable<DeploySection['units']>[string]
type StateSection = NonNullable<DeploySection['state']>[string]
type CheckSection = NonNullable<DeploySection['health']>[number]

const DEFAULT_PARALLEL = 4
const DEFAULT_LOCK_WAIT_MS = 5 * 60_000
const DEFAULT_SUCCESSES = 3
const DEFAULT_EVERY_MS = 5_000
const DEFAULT_WITHIN_MS = 5 * 60_000

/** The deploy section with absolute folders, durations and defaults; undefined where the file has none. */
export function normaliseDeploy(file: PlatformFile, absolute: (path: string) => string): Deploy | undefined {
  const section = file.deploy
  if (section === undefined) return undefined
  return {
    ...present({ tool: section.tool, environment: section.environment }),
    parallel: section.parallel ?? DEFAULT_PARALLEL,
    lockWaitMs: parseDuration(section.lockWait ?? '') ?? DEFAULT_LOCK_WAIT_MS,
    order: section.order ?? [],
    waves: section.waves ?? [],
    variables: { ...section.variables },
    environments: mapValues(section.environments, ({ variables, approval }) => ({
      variables: { ...variables },
      approval: approval ?? 'auto',
    })),
    state: mapValues(section.state, (place) => normaliseState(place, file, absolute)),
    units: mapValues(section.units, (unit, name) => normaliseUnit(name, unit, section, absolute)),
    policies: normalisePolicies(section.policies, absolute),
    health: (section.health ?? []).map(normaliseGate),
    onFailure: section.onFailure ?? 'stop',
  }
}

function normaliseUnit(
  name: string,
  unit: UnitSection,
  section: DeploySection,
  absolute: (path: string) => string,
): DeployUnit {
  const cloudPlace = Object.hasOwn(section.state ?? {}, unit.cloud ?? '') ? unit.cloud : undefined
  return {
    name,
    ...present({
      cloud: unit.cloud,
      state: unit.state ?? cloudPlace,
      wave: unit.wave,
      serviceAccount: unit.serviceAccount,
    }),
    folder: absolute(unit.folder),
    needs: unit.needs ?? [],
    variables: { ...unit.variables },
    inputs: Object.entries(unit.inputs ?? {}).map(([variable, from]) => inputOf(variable, from)),
    environments: mapValues(unit.environments, ({ variables }) => ({ ...variables })),
    health: (unit.health ?? []).map(normaliseGate),
    apis: unit.apis ?? [],
  }
}

/** `network.vpc_id` taken apart. */
export function inputOf(variable: string, from: string): UnitInput {
  const dot = from.indexOf('.')
  return { variable, unit: from.slice(0, dot), output: from.slice(dot + 1) }
}

function normaliseState(
  place: StateSection,
  { clouds }: PlatformFile,
  absolute: (path: string) => string,
): StatePlace {
  if (place.kind === 'local') return { kind: 'local', folder: absolute(place.folder) }
  const common = { ...present({ prefix: place.prefix }), settings: { ...place.settings } }
  switch (place.kind) {
    case 's3':
      return {
        kind: 's3',
        bucket: place.bucket,
        region: place.region ?? clouds.aws?.region ?? 'us-east-1',
        ...common,
      }
    case 'gcs':
      return { kind: 'gcs', bucket: place.bucket, ...common }
    case 'azurerm':
      return {
        kind: 'azurerm',
        account: place.account,
        container: place.container,
        resourceGroup: place.resourceGroup ?? clouds.azure?.resourceGroup ?? '',
        ...common,
      }
  }
}

function normaliseGate(check: CheckSection): HealthGate {
  const probe = probeOf(check)
  return {
    name: check.name ?? gateName(probe),
    probe,
    successes: check.successes ?? DEFAULT_SUCCESSES,
    everyMs: parseDuration(check.every ?? '') ?? DEFAULT_EVERY_MS,
    withinMs: parseDuration(check.within ?? '') ?? DEFAULT_WITHIN_MS,
  }
}

function probeOf(check: CheckSection): HealthGate['probe'] {
  if (check.http !== undefined) return { kind: 'http', url: check.http, ...present({ status: check.status }) }
  if (check.tcp !== undefined) return { kind: 'tcp', address: check.tcp }
  if (check.dns !== undefined) return { kind: 'dns', name: check.dns, answers: check.answers ?? [] }
  return { kind: 'command', command: check.command ?? [] }
}

function gateName(probe: HealthGate['probe']): string {
  switch (probe.kind) {
    case 'http':
      return probe.url
    case 'tcp':
      return probe.address
    case 'dns':
      return probe.name
    case 'command':
      return probe.command[0] ?? 'command'
  }
}

function normalisePolicies(
  section: DeploySection['policies'],
  absolute: (path: string) => string,
): DeployPolicies {
  const opa = section?.opa
  return {
    statefulLoss: section?.statefulLoss ?? 'confirm',
    stateful: section?.stateful ?? [],
    ...present({
      maxDestroy: section?.maxDestroy,
      maxChanges: section?.maxChanges,
      maxMonthlyIncrease: section?.maxMonthlyIncrease,
    }),
    regions: present(section?.regions ?? {}) as NonNullable<Platform['deploy']>['policies']['regions'],
    requiredTags: section?.requiredTags ?? [],
    publicExposure: section?.publicExposure ?? 'warn',
    ...present({
      opa:
        opa === undefined
          ? undefined
          : {
              policies: absolute(opa.policies),
              package: opa.package ?? 'mcloud',
              ...present({ binary: opa.binary }),
            },
    }),
  }
}
