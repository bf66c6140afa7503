import type { Mistake } from '../mistake.ts'
import type { PlatformFile } from '../schema.ts'
import { unknownCloud, unknownName } from './databases.ts'
import { cloudsIn, entriesOf, type Judged } from './judged.ts'

/** What the words of clouds, workloads, scenarios and coordination mean together. */
export function operationMistakes(judged: Judged): Mistake[] {
  return [
    ...cloudMistakes(judged.file),
    ...workloadMistakes(judged),
    ...scenarioMistakes(judged),
    ...coordinationMistakes(judged),
  ]
}

function cloudMistakes(file: PlatformFile): Mistake[] {
  if (Object.keys(file.clouds).length > 0) return []
  const expected = 'at least one of aws, gcp, azure'
  return [{ path: ['clouds'], on: 'value', message: 'the platform lives on no cloud', expected }]
}

function workloadMistakes({ file, isBroken }: Judged): Mistake[] {
  return entriesOf(file.workloads).flatMap(([name, workload]) => {
    if (isBroken(['workloads', name])) return []
    return (['health', 'runs'] as const).flatMap((key) =>
      cloudsIn(workload[key])
        .filter((cloud) => !Object.hasOwn(file.clouds, cloud))
        .map((cloud) => unknownCloud(['workloads', name, key, cloud], cloud, file, 'key')),
    )
  })
}

function scenarioMistakes({ file, isBroken }: Judged): Mistake[] {
  return entriesOf(file.scenarios).flatMap(([name, scenario]) => {
    const path = ['scenarios', name]
    if (isBroken(path)) return []
    const found: Mistake[] = []
    const cloud = scenario.trigger?.cloud
    if (cloud !== undefined && !Object.hasOwn(file.clouds, cloud)) {
      found.push(unknownCloud([...path, 'trigger', 'cloud'], cloud, file))
    }
    for (const [index, step] of scenario.steps.entries()) {
      found.push(...stepMistakes(file, [...path, 'steps', index, 'with'], step.use, step.with ?? {}))
    }
    return found
  })
}

function stepMistakes(
  file: PlatformFile,
  path: Mistake['path'],
  use: string,
  settings: Readonly<Record<string, unknown>>,
): Mistake[] {
  const found: Mistake[] = []
  for (const key of ['to', 'from', 'cloud']) {
    const cloud = settings[key]
    if (typeof cloud === 'string' && use !== 'notify' && !Object.hasOwn(file.clouds, cloud)) {
      found.push(unknownCloud([...path, key], cloud, file))
    }
  }
  const databases = entriesOf(file.databases).map(([name]) => name)
  if (typeof settings.database === 'string' && !databases.includes(settings.database)) {
    found.push(unknownName([...path, 'database'], 'database', settings.database, databases))
  }
  const channels = entriesOf(file.notifications).map(([name]) => name)
  if (use === 'notify' && typeof settings.channel === 'string' && !channels.includes(settings.channel)) {
    found.push(unknownName([...path, 'channel'], 'notification channel', settings.channel, channels))
  }
  return found
}

const STORE_CLOUD = { s3: 'aws', gcs: 'gcp', 'azure-blob': 'azure' } as const

/** The cloud that a store's kind lives in; undefined for file and kubernetes. */
export function storeCloud(kind: NonNullable<PlatformFile['coordination']>['kind']) {
  return kind in STORE_CLOUD ? STORE_CLOUD[kind as keyof typeof STORE_CLOUD] : undefined
}

function coordinationMistakes({ file, isBroken }: Judged): Mistake[] {
  const store = file.coordination
  if (store === undefined || isBroken(['coordination'])) return []
  if (store.kind === 'file' && store.singleOperator !== true && !isLab(file)) {
    return [
      {
        path: ['coordination', 'singleOperator'],
        on: 'value',
        message: 'a file store locks on one machine only, so two operators could change the platform at once',
        expected:
          'singleOperator: true where only one machine operates it, or kind s3, gcs, azure-blob, kubernetes',
      },
    ]
  }
  // Another vendor's endpoint of the same protocol may be anywhere.
  const own = store.settings?.endpoint === undefined ? storeCloud(store.kind) : undefined
  if (own !== undefined && store.cloud !== undefined && store.cloud !== own) {
    const message = `a store of the kind ${store.kind} lives in ${own}`
    return [{ path: ['coordination', 'cloud'], on: 'value', message, expected: `${own}, or no such key` }]
  }
  return []
}

const LOOPBACK = /^https?:\/\/(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?(?:\/|$)/

/** A platform all of whose clouds are reached on this machine only. */
export function isLab(file: PlatformFile): boolean {
  const clouds = entriesOf(file.clouds).map(([, cloud]) => cloud)
  return (
    clouds.length > 0 &&
    clouds.every((cloud) => {
      const endpoints = entriesOf(cloud?.endpoints).map(([, endpoint]) => String(endpoint))
      return endpoints.length > 0 && endpoints.every((endpoint) => LOOPBACK.test(endpoint))
    })
  )
}
