import { isLab, storeCloud } from './check/operation.ts'
import type { Path } from './mistake.ts'
import type { PlatformFile } from './schema.ts'

/** A value that holds although the file does not say it. */
export interface DefaultValue {
  readonly path: Path
  readonly value: string | number | boolean
}

const USUAL_PORT = { http: 80, https: 443, tcp: undefined } as const

/** Every default that applies to a valid file, in the file's own words. */
export function defaultsOf(file: PlatformFile): DefaultValue[] {
  const found: DefaultValue[] = []
  const suggest = (
    path: Path,
    section: object,
    values: Readonly<Record<string, DefaultValue['value'] | undefined>>,
  ) => {
    for (const [key, value] of Object.entries(values)) {
      if (value !== undefined && !Object.hasOwn(section, key)) found.push({ path: [...path, key], value })
    }
  }
  for (const [name, database] of Object.entries(file.databases ?? {})) {
    suggest(['databases', name], database, { engine: 'postgres', lagThreshold: '10s' })
  }
  for (const [name, record] of Object.entries(file.traffic?.records ?? {})) {
    const path = ['traffic', 'records', name]
    suggest(path, record, { type: 'A', ttl: '60s' })
    if (record.health === undefined) continue
    const protocol = record.health.protocol ?? 'https'
    suggest([...path, 'health'], record.health, {
      protocol,
      port: USUAL_PORT[protocol],
      path: protocol === 'tcp' ? undefined : '/',
      interval: '30s',
      threshold: 3,
    })
  }
  const store = file.coordination
  if (store !== undefined) {
    suggest(['coordination'], store, {
      cloud: storeCloud(store.kind),
      prefix: store.kind === 'file' ? undefined : file.platform,
      singleOperator: store.kind === 'file' && isLab(file),
    })
  }
  return found
}

/** A copy of a value with other values put in at their paths; mappings on the way are made where absent. */
export function withValues<T>(
  value: T,
  additions: readonly { readonly path: Path; readonly value: unknown }[],
): T {
  const copy = structuredClone(value)
  for (const { path, value: addition } of additions) {
    let here = copy as Record<string | number, unknown>
    for (const part of path.slice(0, -1)) {
      here[part] ??= {}
      here = here[part] as Record<string | number, unknown>
    }
    here[path.at(-1) as string | number] = addition
  }
  return copy
}
