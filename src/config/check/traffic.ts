import { regexes } from 'zod/mini'
import { parseDuration } from '../duration.ts'
import type { Mistake, Path } from '../mistake.ts'
import { referencesIn } from '../references.ts'
import type { PlatformFile } from '../schema.ts'
import { unknownCloud, unknownName } from './databases.ts'
import { cloudsIn, entriesOf, type Judged } from './judged.ts'

type TrafficSection = NonNullable<PlatformFile['traffic']>
type RecordSection = TrafficSection['records'][string]

const HOST =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)+$/i
const LONGEST_TTL_MS = 7 * 86_400_000

/** What the words of the traffic section mean together. */
export function trafficMistakes({ file, isBroken }: Judged): Mistake[] {
  const traffic = file.traffic
  if (traffic === undefined || traffic === null) return []
  const found: Mistake[] = []
  const providers = cloudsIn(traffic.providers)
  if (providers.length === 0 && !isBroken(['traffic', 'providers'])) {
    found.push(value(['traffic', 'providers'], 'no DNS provider serves the zone', 'at least one cloud'))
  }
  for (const cloud of providers) {
    if (!Object.hasOwn(file.clouds, cloud)) {
      found.push(unknownCloud(['traffic', 'providers', cloud], cloud, file, 'key'))
    }
  }
  for (const [name, record] of entriesOf(traffic.records)) {
    if (!isBroken(['traffic', 'records', name]))
      found.push(...recordMistakes(file, traffic.zone, name, record))
  }
  return found
}

function recordMistakes(file: PlatformFile, zone: string, name: string, record: RecordSection): Mistake[] {
  const path = ['traffic', 'records', name]
  return [
    ...nameMistakes(path, zone, name, record),
    ...record.targets.flatMap((target, index) =>
      targetMistakes(file, [...path, 'targets', index], record, target),
    ),
    ...twiceTargeted(path, record),
    ...policyMistakes(path, record),
    ...followMistakes(file, path, record),
    ...healthMistakes([...path, 'health'], record.health),
    ...wholeSeconds([...path, 'ttl'], record.ttl, 0, LONGEST_TTL_MS),
  ]
}

function nameMistakes(path: Path, zone: string, name: string, record: RecordSection): Mistake[] {
  const whole = name === '@' ? zone : `${name}.${zone}`
  const found: Mistake[] = []
  if (whole.length > 253 || whole.split('.').some((label) => label.length > 63)) {
    found.push({
      path,
      on: 'key',
      message: `the name ${whole} is too long`,
      expected: 'at most 253 characters, 63 in each label',
    })
  }
  if (name === '@' && record.type === 'CNAME') {
    found.push(value([...path, 'type'], 'a CNAME cannot stand at the zone itself', 'A or AAAA'))
  }
  return found
}

function targetMistakes(
  file: PlatformFile,
  path: Path,
  record: RecordSection,
  target: RecordSection['targets'][number],
): Mistake[] {
  const found: Mistake[] = []
  if (!Object.hasOwn(file.clouds, target.cloud))
    found.push(unknownCloud([...path, 'cloud'], target.cloud, file))
  if (target.weight !== undefined && record.policy !== 'weighted') {
    const message = `a weight has no meaning under the policy ${record.policy}`
    found.push({ path: [...path, 'weight'], on: 'key', message, expected: 'policy weighted, or no weight' })
  }
  if (target.weight === undefined && record.policy === 'weighted') {
    found.push(value([...path, 'weight'], 'the key `weight` is missing', 'a whole number from 0 to 255'))
  }
  if (referencesIn(target.value).length > 0) return found
  const type = record.type ?? 'A'
  if (type === 'A' && !regexes.ipv4.test(target.value)) {
    found.push(
      value([...path, 'value'], `\`${target.value}\` is no IPv4 address`, 'an IPv4 address, or type CNAME'),
    )
  }
  if (type === 'AAAA' && !regexes.ipv6.test(target.value)) {
    found.push(
      value([...path, 'value'], `\`${target.value}\` is no IPv6 address`, 'an IPv6 address, or type CNAME'),
    )
  }
  if (type === 'CNAME' && (regexes.ipv4.test(target.value) || !HOST.test(target.value))) {
    const message = `\`${target.value}\` is no host name`
    found.push(value([...path, 'value'], message, 'a host name without the final dot, or type A'))
  }
  return found
}

function twiceTargeted(path: Path, record: RecordSection): Mistake[] {
  const clouds = record.targets.map((target) => target.cloud)
  return clouds.flatMap((cloud, index) =>
    clouds.indexOf(cloud) === index
      ? []
      : [value([...path, 'targets', index, 'cloud'], `${cloud} has two targets`, 'one target a cloud')],
  )
}

function policyMistakes(path: Path, record: RecordSection): Mistake[] {
  const targets = [...path, 'targets']
  const clouds: string[] = record.targets.map((target) => target.cloud)
  switch (record.policy) {
    case 'simple':
      if (record.targets.length === 1 || record.follows !== undefined) return noPlaces(path, record)
      return [
        value(targets, 'the policy simple has one answer', 'one target, or `follows` with a database'),
        ...noPlaces(path, record),
      ]
    case 'failover':
      if (record.targets.length >= 2) return noPlaces(path, record)
      return [
        value(targets, 'failover needs somewhere to go', 'two targets or more'),
        ...noPlaces(path, record),
      ]
    case 'weighted':
      if (record.targets.some((target) => (target.weight ?? 1) > 0)) return noPlaces(path, record)
      return [value(targets, 'all weights are 0', 'a sum of weights above 0'), ...noPlaces(path, record)]
    case 'latency':
      return noPlaces(path, record)
    case 'geolocation':
      return placeMistakes(path, record, clouds)
  }
}

function placeMistakes(path: Path, record: RecordSection, clouds: readonly string[]): Mistake[] {
  const places = record.places ?? {}
  const at = [...path, 'places']
  const found: Mistake[] = []
  if (!Object.hasOwn(places, 'default')) {
    found.push(value(at, 'no cloud answers the rest of the world', 'the key `default` with a cloud'))
  }
  for (const [place, cloud] of Object.entries(places)) {
    if (!clouds.includes(cloud)) {
      found.push(
        value([...at, place], `${cloud} has no target in this record`, `one of ${clouds.join(', ')}`),
      )
    }
  }
  return found
}

function noPlaces(path: Path, record: RecordSection): Mistake[] {
  if (record.places === undefined) return []
  const message = `places have no meaning under the policy ${record.policy}`
  return [{ path: [...path, 'places'], on: 'key', message, expected: 'policy geolocation' }]
}

function followMistakes(file: PlatformFile, path: Path, record: RecordSection): Mistake[] {
  if (record.follows === undefined) return []
  const at = [...path, 'follows']
  if (record.policy !== 'simple' && record.policy !== 'failover') {
    return [
      value(
        at,
        `a record of the policy ${record.policy} cannot follow a database`,
        'policy simple or failover',
      ),
    ]
  }
  const database = file.databases?.[record.follows]
  if (database === undefined) {
    return [unknownName(at, 'database', record.follows, Object.keys(file.databases ?? {}))]
  }
  const primary: unknown = database?.primary
  if (typeof primary !== 'string' || record.targets.some((target) => target.cloud === primary)) return []
  const message = `${primary}, the primary of ${record.follows}, has no target in this record`
  return [value([...path, 'targets'], message, `a target for ${primary}`)]
}

function healthMistakes(path: Path, health: RecordSection['health']): Mistake[] {
  if (health === undefined) return []
  const found = wholeSeconds([...path, 'interval'], health.interval, 1_000, 3_600_000)
  if (health.protocol === 'tcp' && health.port === undefined) {
    found.push(value([...path, 'port'], 'the key `port` is missing', 'a port, because tcp has no usual one'))
  }
  if (health.protocol === 'tcp' && health.path !== undefined) {
    const message = 'a tcp check has no path'
    found.push({ path: [...path, 'path'], on: 'key', message, expected: 'protocol http or https' })
  }
  return found
}

function wholeSeconds(path: Path, duration: string | undefined, leastMs: number, mostMs: number): Mistake[] {
  const ms = duration === undefined ? undefined : parseDuration(duration)
  if (ms === undefined || (ms % 1_000 === 0 && ms >= leastMs && ms <= mostMs)) return []
  const expected = `whole seconds from ${leastMs / 1_000}s to ${mostMs / 1_000}s`
  return [value(path, `${duration} is not valid here`, expected)]
}

function value(path: Path, message: string, expected: string): Mistake {
  return { path, on: 'value', message, expected }
}
