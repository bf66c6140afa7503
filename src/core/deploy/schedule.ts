import type { UnitGraph } from './graph.ts'

/** What became of one unit: the units that need it go on after `ok` only. */
export type Settled<R> = { readonly ok: boolean; readonly result: R }

export interface ScheduleInput<R> {
  readonly graph: UnitGraph
  /** Begun as soon as all that the unit needs is ok. Never rejects. */
  readonly work: (unit: string) => Promise<Settled<R>>
  /** For a unit of which something that it needs is not ok. */
  readonly skip: (unit: string, because: string) => R
}

/** Works through a graph; a unit that fails stops only what needs it. Results are in the order of the graph. */
export async function schedule<R>({ graph, work, skip }: ScheduleInput<R>): Promise<ReadonlyMap<string, R>> {
  const settled = new Map<string, Promise<Settled<R>>>()
  for (const unit of graph.order) {
    const needs = [...(graph.needs.get(unit) ?? [])]
    settled.set(
      unit,
      Promise.all(needs.map(async (need) => ({ need, end: await settled.get(need) }))).then((ends) => {
        const bad = ends.find(({ end }) => end?.ok !== true)
        return bad === undefined ? work(unit) : { ok: false, result: skip(unit, bad.need) }
      }),
    )
  }
  const ends = await Promise.all([...settled].map(async ([unit, end]) => [unit, (await end).result] as const))
  return new Map(ends)
}

/** Places for so many at once; the waiting are let in by priority, the highest first, then as they came. */
export interface Slots {
  /** @returns a function that gives the place back */
  take(priority: number): Promise<() => void>
  readonly taken: number
  readonly waiting: number
}

export function makeSlots(count: number, onChange: () => void = () => {}): Slots {
  const queue: { priority: number; begin: () => void }[] = []
  let taken = 0
  const admit = () => {
    while (taken < count && queue.length > 0) {
      const best = queue.reduce((a, b) => (b.priority > a.priority ? b : a))
      queue.splice(queue.indexOf(best), 1)
      taken++
      best.begin()
    }
  }
  return {
    take: (priority) =>
      new Promise((resolve) => {
        const release = () => {
          taken--
          admit()
          onChange()
        }
        queue.push({ priority, begin: () => resolve(release) })
        admit()
      }),
    get taken() {
      return taken
    },
    get waiting() {
      return queue.length
    },
  }
}
