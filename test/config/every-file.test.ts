import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument, stringify } from 'yaml'
import { CLOUDS } from '../../src/config/clouds.ts'
import { readText } from './read-text.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/)
const duration = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('s', 'm'))
  .map(([n, unit]) => `${n}${unit}`)
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const optionals = <T extends Record<string, fc.Arbitrary<unknown>>>(shape: T) =>
  fc.record(shape, { requiredKeys: [] })

const SETTINGS = {
  aws: { region: 'us-east-1', account: '000000000000' },
  gcp: { region: 'us-central1', project: 'p' },
  azure: { region: 'eastus', subscription: 's' },
}

/** Valid platform files: every one of them has to become a platform. */
const validFile = fc.subarray([...CLOUDS], { minLength: 1 }).chain((clouds) => {
  const cloud = fc.constantFrom(...clouds)
  const some = fc.shuffledSubarray(clouds, { minLength: 1 })
  const database = some.chain((members) =>
    fc.record(
      {
        primary: fc.constantFrom(...members),
        members: fc.constant(
          Object.fromEntries(members.map((member) => [member, { instance: `db-${member}` }])),
        ),
        writers: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
        lagThreshold: duration,
      },
      { requiredKeys: ['primary', 'members', 'writers'] },
    ),
  )
  const health = optionals({
    protocol: fc.constantFrom('http', 'https'),
    port: fc.integer({ min: 1, max: 65_535 }),
    path: fc.constant('/healthz'),
    interval: duration,
    threshold: fc.integer({ min: 1, max: 10 }),
  })
  const record = some.chain((targets) => {
    const plain = targets.map((target, index) => ({ cloud: target, value: `127.0.0.${index + 1}` }))
    const weighted = plain.map((target, index) => ({ ...target, weight: index + 1 }))
    const common = { ttl: optional(duration), health: optional(health) }
    return fc.oneof(
      fc.record({ ...common, policy: fc.constant('simple'), targets: fc.constant(plain.slice(0, 1)) }),
      fc.record({ ...common, policy: fc.constant('latency'), targets: fc.constant(plain) }),
      fc.record({ ...common, policy: fc.constant('weighted'), targets: fc.constant(weighted) }),
      fc.record({
        ...common,
        policy: fc.constant('geolocation'),
        targets: fc.constant(plain),
        places: fc.constant({ EU: targets[0], default: targets.at(-1) }),
      }),
    )
  })
  const traffic = fc.record({
    zone: fc.constant('shop.test'),
    providers: some.map((providers) => Object.fromEntries(providers.map((provider) => [provider, {}]))),
    records: fc.dictionary(name, record, { maxKeys: 3 }),
  })
  const workload = fc.record({
    kind: name,
    health: some.map((at) => Object.fromEntries(at.map((where) => [where, 'http://127.0.0.1/healthz']))),
  })
  const step = fc.oneof(
    fc.record({ use: fc.constant('update-dns'), with: fc.record({ to: cloud }) }),
    fc.record({ use: fc.constant('approve') }),
  )
  return fc.record(
    {
      platform: name,
      strategy: fc.constantFrom('active-active', 'active-passive', 'hybrid'),
      clouds: fc.constant(Object.fromEntries(clouds.map((each) => [each, SETTINGS[each]]))),
      databases: fc.dictionary(name, database, { maxKeys: 3 }),
      traffic,
      workloads: fc.dictionary(name, workload, { maxKeys: 3 }),
      objectives: optionals({ rto: duration, rpo: fc.dictionary(name, duration, { maxKeys: 2 }) }),
      scenarios: fc.dictionary(name, fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 3 }) }), {
        maxKeys: 2,
      }),
      coordination: fc.constantFrom(
        { kind: 's3', place: 'bucket' },
        { kind: 'file', place: 'runs', singleOperator: true },
      ),
      cost: fc.record({ budget: fc.nat() }),
    },
    { requiredKeys: ['platform', 'strategy', 'clouds'] },
  )
})

/** Paths of every mapping in which an unknown key is a mistake. */
function strictMappings(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const loose = path[0] === 'cost' || path.at(-1) === 'with'
  if (value === null || typeof value !== 'object' || loose) return []
  const below = Object.entries(value).flatMap(([key, item]) =>
    strictMappings(item, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  const named = ['databases', 'workloads', 'scenarios', 'records', 'rpo', 'places'].includes(
    String(path.at(-1)),
  )
  return Array.isArray(value) || named ? below : [path, ...below]
}

describe('every valid file', () => {
  it('becomes a platform', async () => {
    await fc.assert(
      fc.asyncProperty(validFile, async (file) => {
        const { platform } = await readText(stringify(file))
        expect(platform.name).toBe(file.platform)
        expect(Object.keys(platform.clouds)).toEqual(Object.keys(file.clouds))
        expect(Object.keys(platform.databases)).toEqual(Object.keys(file.databases ?? {}))
        expect(JSON.stringify(platform)).not.toContain('null')
      }),
      { numRuns: 200 },
    )
  })

  it('reads the same from JSON', async () => {
    await fc.assert(
      fc.asyncProperty(validFile, async (file) => {
        const [yaml, json] = await Promise.all([
          readText(stringify(file)),
          readText(JSON.stringify(file), { format: 'json' }),
        ])
        expect(json.platform).toEqual(yaml.platform)
      }),
      { numRuns: 50 },
    )
  })

  it('with one unknown key is refused at exactly that line', async () => {
    await fc.assert(
      fc.asyncProperty(validFile, fc.nat(), async (file, choice) => {
        const places = strictMappings(file)
        const place = places[choice % places.length] as (string | number)[]
        const document = parseDocument(stringify(file))
        document.setIn([...place, 'zzUnknownZz'], 1)
        const text = document.toString({ flowCollectionPadding: true })
        const line = text.slice(0, text.indexOf('zzUnknownZz')).split('\n').length
        await expect(readText(text)).rejects.toMatchObject({
          problems: [
            {
              at: expect.stringMatching(new RegExp(`^mcloud.yaml:${line}:`)),
              message: 'unknown key `zzUnknownZz`',
            },
          ],
        })
      }),
      { numRuns: 200 },
    )
  })
})
