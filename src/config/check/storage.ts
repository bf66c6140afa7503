import type { Mistake } from '../mistake.ts'
import { referencesIn } from '../references.ts'
import { unknownCloud } from './databases.ts'
import { cloudsIn, entriesOf, type Judged } from './judged.ts'

/** What the words of storage mean together. */
export function storageMistakes({ file, isBroken }: Judged): Mistake[] {
  return entriesOf(file.storage).flatMap(([name, section]) => {
    const path = ['storage', name]
    if (isBroken(path)) return []
    const clouds = cloudsIn(section.buckets)
    const found: Mistake[] = clouds
      .filter((cloud) => !Object.hasOwn(file.clouds, cloud))
      .map((cloud) => unknownCloud([...path, 'buckets', cloud], cloud, file, 'key'))
    if (clouds.length === 0)
      found.push({
        path: [...path, 'buckets'],
        on: 'value',
        message: 'names no bucket',
        expected: 'a bucket in at least one cloud',
      })
    const azure = section.buckets.azure
    if (azure !== undefined && referencesIn(azure).length === 0 && !/^[a-z0-9]{3,24}\/[^/]+$/.test(azure))
      found.push({
        path: [...path, 'buckets', 'azure'],
        on: 'value',
        message: `\`${azure}\` names no container of a storage account`,
        expected: 'account/container',
      })
    const oneWay = (section.direction ?? 'one-way') === 'one-way'
    if (oneWay && clouds.length > 1 && section.source === undefined)
      found.push({
        path,
        on: 'key',
        message: 'it is not said which bucket the others follow',
        expected: `source: one of ${clouds.join(', ')}, or direction: two-way`,
      })
    if (section.source !== undefined && !clouds.includes(section.source))
      found.push({
        path: [...path, 'source'],
        on: 'value',
        message: `there is no bucket in ${section.source}`,
        expected: `one of ${clouds.join(', ')}`,
      })
    if (!oneWay && section.source !== undefined)
      found.push({
        path: [...path, 'source'],
        on: 'key',
        message: 'a two-way pair has no source',
        expected: 'no `source`, or direction: one-way',
      })
    const engines = [
      [[...path, 'engine'], section.engine],
      ...entriesOf(section.classes).map(([name, { engine }]) => [
        [...path, 'classes', name, 'engine'],
        engine,
      ]),
    ] as [string[], string | undefined][]
    for (const [at, engine] of engines) {
      if (engine === undefined || engine === 'builtin') continue
      if (!oneWay)
        found.push({
          path: at,
          on: 'value',
          message: `${engine} copies in one direction, and this pair is two-way`,
          expected: 'engine: builtin, or direction: one-way',
        })
      if (engine === 'managed' && section.bandwidth !== undefined)
        found.push({
          path: at,
          on: 'value',
          message: 'a transfer service of a cloud cannot be held to a bandwidth by mcloud',
          expected: 'no `bandwidth`, or another engine',
        })
    }
    return found
  })
}
