import type { Cloud } from '../../config/clouds.ts'
import type { ServerFacts } from '../databases/facts.ts'
import { hashOf } from '../runs/canonical-json.ts'
import type { Observation } from './observation.ts'

/** Hashes of what a plan rests on; what runs later compares them with the world as it is then. */
export interface Binding {
  /** Catalog hash of each server that was asked. */
  readonly catalogs: Readonly<Partial<Record<Cloud, string>>>
  readonly roles: string
  readonly topology: string
  /** Hash of the publications of each server. */
  readonly publications: Readonly<Partial<Record<Cloud, string>>>
}

/** mcloud's own tables are left out: preparing a run publishes them. */
export function bindingOf(observation: Observation): Binding {
  const servers = [...observation.servers.values()].sort((a, b) => (a.cloud < b.cloud ? -1 : 1))
  return {
    catalogs: Object.fromEntries(servers.map(({ cloud, catalogHash }) => [cloud, catalogHash])),
    roles: hashOf(servers.map(({ access, writers, strangers }) => [access, writers, strangers])),
    topology: hashOf([observation.coordination.epoch, servers.map(topologyFacts)]),
    publications: Object.fromEntries(
      servers.map(({ cloud, publications }) => [
        cloud,
        hashOf(
          publications.map(({ members, tables, ...rest }) => ({
            ...rest,
            members: users(members),
            tables: users(tables),
          })),
        ),
      ]),
    ),
  }
}

/**
 * What of a plan's foundation has changed, in words; empty when nothing has. `publishedIn` is where the run itself has
 * published since.
 */
export function changesSince(planned: Binding, now: Binding, publishedIn?: Cloud): string[] {
  const clouds = [...new Set([...Object.keys(planned.catalogs), ...Object.keys(now.catalogs)])] as Cloud[]
  return [
    ...clouds
      .filter((cloud) => planned.catalogs[cloud] !== now.catalogs[cloud])
      .map((cloud) =>
        now.catalogs[cloud] === undefined || planned.catalogs[cloud] === undefined
          ? `which servers answer (${cloud})`
          : `the catalog in ${cloud}`,
      ),
    ...(planned.roles === now.roles ? [] : ['the roles or their privileges']),
    ...(planned.topology === now.topology ? [] : ['who writes and who follows whom']),
    ...clouds
      .filter((cloud) => cloud !== publishedIn && planned.publications[cloud] !== now.publications[cloud])
      .filter((cloud) => planned.catalogs[cloud] !== undefined && now.catalogs[cloud] !== undefined)
      .map((cloud) => `the contents of a publication in ${cloud}`),
  ]
}

function topologyFacts(facts: ServerFacts): unknown {
  const { cloud, state, versionNumber, subscriptions } = facts
  return [
    cloud,
    state.acceptsApplicationWrites,
    versionNumber,
    subscriptions.map(({ name, enabled, slot, publications, publisher, origin, tables }) => ({
      name,
      enabled,
      slot,
      publications,
      publisher,
      origin,
      tables: users(tables.map(({ table }) => table)),
    })),
  ]
}

function users(tables: readonly string[]): string[] {
  return tables.filter((table) => !table.startsWith('mcloud.'))
}
