import type { Mistake } from '../mistake.ts'
import { nearest } from '../nearest.ts'
import type { PlatformFile } from '../schema.ts'
import { cloudsIn, entriesOf, type Judged, mapping } from './judged.ts'

const REASON =
  'native logical replication resolves no conflicts: two writers would overwrite or lose rows of each other'

/** Words by which files ask for two writers; asked of the raw value, before its shape is judged. */
export function multiWriterMistakes(file: unknown): Mistake[] {
  const databases = mapping(mapping(file)?.databases) ?? {}
  return Object.entries(databases).flatMap(([name, value]) => {
    const database = mapping(value) ?? {}
    const path = ['databases', name]
    const found: Mistake[] = []
    const refuse = (key: string) =>
      found.push({
        path: [...path, key],
        on: 'value',
        message: `the database ${name} would have more than one writer: ${REASON}`,
        expected: 'one cloud in `primary`; the others as members',
        multiWriter: true,
      })
    if (Array.isArray(database.primary)) refuse('primary')
    for (const key of ['primaries', 'masters', 'multiMaster', 'multiWriter']) {
      if (database[key] !== undefined && database[key] !== false) refuse(key)
    }
    const modes = ['mode', 'replication'].filter((key) =>
      /^(?:multi|active-active|bidirectional)/.test(String(database[key])),
    )
    for (const key of modes) refuse(key)
    return found
  })
}

/** What the words of the databases mean together. */
export function databaseMistakes({ file, isBroken }: Judged): Mistake[] {
  return entriesOf(file.databases).flatMap(([name, database]) => {
    const path = ['databases', name]
    if (isBroken(path)) return []
    const members: string[] = cloudsIn(database.members)
    const found: Mistake[] = []
    if (!members.includes(database.primary)) {
      found.push({
        path: [...path, 'primary'],
        on: 'value',
        message: `the primary ${database.primary} is no member of the database ${name}`,
        expected: members.length === 0 ? 'members' : `one of ${members.join(', ')}`,
      })
    }
    for (const cloud of members) {
      if (!Object.hasOwn(file.clouds, cloud)) {
        found.push(unknownCloud([...path, 'members', cloud], cloud, file, 'key'))
      }
    }
    for (const [index, role] of database.writers.entries()) {
      if (database.writers.indexOf(role) !== index) {
        found.push({
          path: [...path, 'writers', index],
          on: 'value',
          message: `the role ${role} is named twice`,
        })
      }
    }
    return found
  })
}

/** A cloud that exists but is not one of the platform. */
export function unknownCloud(
  path: Mistake['path'],
  cloud: string,
  file: PlatformFile,
  on: 'key' | 'value' = 'value',
): Mistake {
  const clouds = cloudsIn(file.clouds)
  return {
    path,
    on,
    message: `${cloud} is not among the clouds of the platform`,
    expected:
      clouds.length === 0 ? 'a cloud under `clouds`' : `one of ${clouds.join(', ')}, or add it to \`clouds\``,
  }
}

/** A reference to something by name that is not there. */
export function unknownName(
  path: Mistake['path'],
  kind: string,
  name: string,
  known: readonly string[],
): Mistake {
  const near = nearest(name, known)
  const list = known.length === 0 ? `none is defined` : `one of ${known.join(', ')}`
  return {
    path,
    on: 'value',
    message: `there is no ${kind} \`${name}\``,
    expected: near === undefined ? list : `${list}; did you mean \`${near}\`?`,
  }
}
