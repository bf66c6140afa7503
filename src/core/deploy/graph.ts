import type { Deploy, DeployUnit } from '../../config/platform.ts'

/** Units and who must come before whom, over all clouds. */
export interface UnitGraph {
  /** In an order in which no unit stands before one that it needs. */
  readonly order: readonly string[]
  /** The units that a unit needs, by name. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>
  /** The units that need a unit. */
  readonly neededBy: ReadonlyMap<string, ReadonlySet<string>>
  /** Longest way from a unit to one that nobody needs, in units: what is long is begun first. */
  readonly height: ReadonlyMap<string, number>
  /** From 0: how many units deep it stands. */
  readonly depth: ReadonlyMap<string, number>
}

/** The graph of some units; needs that are not among them are left out. No circle may be among them. */
export function graphOf(units: readonly DeployUnit[], preferred: readonly string[] = []): UnitGraph {
  const rank = new Map(preferred.map((name, index) => [name, index]))
  const last = preferred.length
  const names = units
    .map(({ name }, index) => ({ name, place: (rank.get(name) ?? last) * units.length + index }))
    .sort((a, b) => a.place - b.place)
    .map(({ name }) => name)
  const known = new Map(units.map((unit) => [unit.name, unit]))
  const needs = new Map<string, ReadonlySet<string>>()
  const neededBy = new Map<string, Set<string>>(names.map((name) => [name, new Set()]))
  for (const name of names) {
    const own = new Set(needsOf(known.get(name) as DeployUnit).filter((need) => known.has(need)))
    needs.set(name, own)
    for (const need of own) neededBy.get(need)?.add(name)
  }
  const order = ordered(names, needs, neededBy)
  const depth = new Map<string, number>()
  for (const name of order)
    depth.set(name, Math.max(0, ...[...(needs.get(name) ?? [])].map((need) => (depth.get(need) ?? 0) + 1)))
  const height = new Map<string, number>()
  for (const name of order.toReversed())
    height.set(name, 1 + Math.max(0, ...[...(neededBy.get(name) ?? [])].map((one) => height.get(one) ?? 0)))
  return { order, needs, neededBy, height, depth }
}

/** Every unit that a unit refers to. */
export function needsOf(unit: DeployUnit): string[] {
  return [...new Set([...unit.needs, ...unit.inputs.map((input) => input.unit)])]
}

/** The same graph the other way round, for a destruction. */
export function reversed(graph: UnitGraph): UnitGraph {
  const { order, needs, neededBy, height, depth } = graph
  return { order: order.toReversed(), needs: neededBy, neededBy: needs, height: depth, depth: height }
}

/** A unit together with all that directly or indirectly needs it. */
export function withDescendants(graph: UnitGraph, names: Iterable<string>): Set<string> {
  const found = new Set(names)
  for (const name of found) for (const one of graph.neededBy.get(name) ?? []) found.add(one)
  return found
}

/** Units without needs first, each as early as it can be, in the order of `names` where that leaves a choice. */
function ordered(
  names: readonly string[],
  needs: ReadonlyMap<string, ReadonlySet<string>>,
  neededBy: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const open = new Map(names.map((name) => [name, needs.get(name)?.size ?? 0]))
  const order = names.filter((name) => open.get(name) === 0)
  for (const name of order)
    for (const one of neededBy.get(name) ?? []) {
      const left = (open.get(one) ?? 0) - 1
      open.set(one, left)
      if (left === 0) order.push(one)
    }
  return order
}

/** The wave of a unit: 0 where it has none. */
export function waveOf(deploy: Deploy, unit: DeployUnit): number {
  return unit.wave === undefined ? 0 : deploy.waves.indexOf(unit.wave) + 1
}
