import { dirname, resolve } from 'node:path'
import { deferMissing } from './deferred.ts'
import { parseDuration } from './duration.ts'
import { normaliseDeploy } from './normalise-deploy.ts'
import { normaliseStorage } from './normalise-storage.ts'
import { normaliseTraffic } from './normalise-traffic.ts'
import type { Coordination, Database, DatabaseMember, Objectives, Platform, Scenario } from './platform.ts'
import { filled, mapValues, present } from './present.ts'
import { referencesIn } from './references.ts'
import type { PlatformFile } from './schema.ts'

/** A valid file, about to become a platform. */
export interface ValidFile {
  /** Defaults and operator's settings put in, references replaced where the variable is set. */
  readonly file: PlatformFile
  /** As written. */
  readonly written: PlatformFile
  /** Absolute path; relative paths inside the file start in its folder. */
  readonly path: string
  /** Names of the sections that are kept but not acted on. */
  readonly laterSections: readonly string[]
}

type DatabaseSection = NonNullable<PlatformFile['databases']>[string]
type MemberSection = NonNullable<DatabaseSection['members']['aws']>
type CloudSection = NonNullable<PlatformFile['clouds']['aws' | 'gcp' | 'azure']>
type ToAbsolute = (path: string) => string

/** Turns a valid file into values with units and defaults; total over files that have passed every check. */
export function normalise(valid: ValidFile): Platform {
  const { written } = valid
  // A copy: the file itself is shown by commands that need no variable to be set.
  const file = structuredClone(valid.file)
  const absolute: ToAbsolute = (path) => (path.startsWith('${') ? path : resolve(dirname(valid.path), path))
  const platform = deferMissing({
    name: file.platform,
    strategy: file.strategy,
    clouds: mapValues(file.clouds, (section) => normaliseCloud(section, absolute)),
    databases: mapValues(file.databases, (section, name) =>
      normaliseDatabase(name, section, written.databases?.[name], absolute),
    ),
    ...present({ traffic: file.traffic === undefined ? undefined : normaliseTraffic(file.traffic) }),
    storage: mapValues(file.storage, (section, name) => normaliseStorage(name, section)),
    workloads: mapValues(file.workloads, ({ kind, health }, name) => ({
      name,
      kind,
      health: mapValues(health, (url) => url),
    })),
    objectives: normaliseObjectives(file.objectives),
    scenarios: mapValues(file.scenarios, normaliseScenario),
    ...present({ coordination: normaliseCoordination(file, absolute) }),
    ...present({ deploy: normaliseDeploy(file, absolute) }),
    notifications: mapValues(file.notifications, ({ kind, ...settings }, name) => ({
      name,
      kind,
      settings: present(settings) as Record<string, string>,
    })),
  })
  const later = Object.fromEntries(Object.entries(file).filter(([key]) => valid.laterSections.includes(key)))
  // Of these sections only this one is acted on; the others may name what nobody has set.
  deferMissing(later.cost, ['cost'])
  return { ...platform, later }
}

function normaliseCloud({ caFile, endpoints, ...rest }: CloudSection, absolute: ToAbsolute) {
  return {
    ...(present(rest) as typeof rest & { region: string }),
    endpoints: { ...endpoints },
    ...present({ caFile: caFile === undefined ? undefined : absolute(caFile) }),
  } as Platform['clouds'][keyof Platform['clouds']] & object
}

function normaliseDatabase(
  name: string,
  section: DatabaseSection,
  written: DatabaseSection | undefined,
  absolute: ToAbsolute,
): Database {
  return {
    name,
    engine: filled(section.engine),
    primary: section.primary,
    members: mapValues(section.members, (member, cloud) => ({
      cloud,
      ...normaliseMember(member, written?.members[cloud]?.url, absolute),
    })),
    writers: section.writers,
    lagThresholdMs: milliseconds(section.lagThreshold),
  }
}

function normaliseMember(
  { url, caFile, ...rest }: MemberSection,
  writtenUrl: string | undefined,
  absolute: ToAbsolute,
): Omit<DatabaseMember, 'cloud'> {
  return {
    instance: rest.instance,
    ...present(rest),
    ...present({
      url: url === undefined || referencesIn(url).length > 0 ? undefined : url,
      urlFrom: writtenUrl === undefined ? undefined : referencesIn(writtenUrl)[0],
      caFile: caFile === undefined ? undefined : absolute(caFile),
    }),
  }
}

function normaliseObjectives(section: PlatformFile['objectives']): Objectives {
  const { rto, drillEvery } = section ?? {}
  return {
    rpoMs: mapValues(section?.rpo, milliseconds),
    milestonesMs: mapValues(section?.milestones, milliseconds),
    ...present({
      rtoMs: rto === undefined ? undefined : milliseconds(rto),
      drillEveryMs: drillEvery === undefined ? undefined : milliseconds(drillEvery),
    }),
  }
}

function normaliseScenario(section: NonNullable<PlatformFile['scenarios']>[string], name: string): Scenario {
  return {
    name,
    ...present({ trigger: section.trigger }),
    steps: section.steps.map((step) => ({ use: step.use, with: step.with ?? {} })),
  }
}

function normaliseCoordination(file: PlatformFile, absolute: ToAbsolute): Coordination | undefined {
  const section = file.coordination
  if (section === undefined) return undefined
  return {
    kind: section.kind,
    place: section.kind === 'file' ? absolute(section.place) : section.place,
    ...present({ cloud: section.cloud, prefix: section.prefix }),
    singleOperator: filled(section.singleOperator),
    settings: { ...section.settings },
  }
}

function milliseconds(duration: string | undefined): number {
  return filled(parseDuration(filled(duration)))
}
