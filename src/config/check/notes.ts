import { parseDuration } from '../duration.ts'
import type { Mistake, Path } from '../mistake.ts'
import type { PlatformFile } from '../schema.ts'
import { costNotes } from './cost-notes.ts'

type RecordSection = NonNullable<PlatformFile['traffic']>['records'][string]

/** What is right as it stands and yet worth knowing: what DNS cannot promise, and promises that disagree. */
export function notesOn(file: PlatformFile): Mistake[] {
  const records = Object.entries(file.traffic?.records ?? {})
  return [
    ...records.flatMap(([name, record]) => recordNotes(file, ['traffic', 'records', name], record)),
    ...Object.keys(file.databases ?? {}).flatMap((name) => lagNotes(file, name)),
    ...costNotes(file),
  ]
}

function recordNotes(file: PlatformFile, path: Path, record: RecordSection): Mistake[] {
  const found: Mistake[] = []
  const providers = Object.keys(file.traffic?.providers ?? {})
  if (record.policy === 'weighted' && providers.length > 1) {
    const message = `the weights hold within each of ${providers.join(', ')}, not over all of them`
    const expected = 'resolvers choose the name server, so shares are exact only with one provider'
    found.push({ path: [...path, 'policy'], on: 'value', message, expected })
  }
  const detectedMs = ms(record.health?.interval) * (record.health?.threshold ?? 0)
  const rtoMs = ms(file.objectives?.rto)
  if (record.policy === 'failover' && record.health !== undefined && rtoMs > 0) {
    const reachedMs = detectedMs + ms(record.ttl)
    if (reachedMs > rtoMs) {
      const message = `detection and TTL alone take ${reachedMs / 1_000} s, the objective is ${rtoMs / 1_000} s`
      found.push({ path: [...path, 'ttl'], on: 'value', message, expected: 'a shorter TTL or interval' })
    }
  }
  return [...found, ...followNotes(file, path, record)]
}

function followNotes(file: PlatformFile, path: Path, record: RecordSection): Mistake[] {
  const members = Object.keys(file.databases?.[record.follows ?? '']?.members ?? {})
  const targets: string[] = record.targets.map((target) => target.cloud)
  const without = members.filter((cloud) => !targets.includes(cloud))
  if (without.length === 0) return []
  const message = `after a promotion of ${record.follows} to ${without.join(' or ')} this name has no target there`
  return [
    { path: [...path, 'targets'], on: 'value', message, expected: `a target for ${without.join(', ')}` },
  ]
}

function lagNotes(file: PlatformFile, name: string): Mistake[] {
  const lag = file.databases?.[name]?.lagThreshold
  const rpo = file.objectives?.rpo?.database
  if (rpo === undefined || ms(rpo) === 0 || ms(lag) <= ms(rpo)) return []
  const message = `the lag threshold ${lag} is above the RPO of ${rpo}`
  return [{ path: ['databases', name, 'lagThreshold'], on: 'value', message, expected: `${rpo} or less` }]
}

function ms(duration: string | undefined): number {
  return parseDuration(duration ?? '') ?? 0
}
