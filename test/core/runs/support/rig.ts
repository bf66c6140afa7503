import type { Clock, Progress, ProgressEvent } from '../../../../src/core/ports.ts'
import type { CoordinationStore } from '../../../../src/core/runs/coordination-store.ts'
import { makeRunEngine, type RunEngine } from '../../../../src/core/runs/engine.ts'
import type { Boundary } from '../../../../src/core/runs/journal.ts'
import type { Plan } from '../../../../src/core/runs/plan.ts'
import type { RunHost } from '../../../../src/core/runs/run-owner.ts'
import { describeSteps, sealPlan } from '../../../../src/core/runs/seal-plan.ts'
import type { Step } from '../../../../src/core/runs/step.ts'
import type { Call } from '../../../../src/providers/provider.ts'

/** A world that steps change: test double of clouds and databases. */
export interface World {
  readonly on: Set<string>
  /** Everything that was done to it, in order. */
  readonly log: string[]
  /** Steps that throw, with what; `undo ID` where undoing it does. */
  readonly failing: Map<string, Error>
  /** Steps whose verification cannot tell. */
  readonly unclear: Set<string>
}

export function makeWorld(): World {
  return { on: new Set(), log: [], failing: new Map(), unclear: new Set() }
}

export interface StepShape {
  readonly id: string
  readonly reversible: boolean
  readonly commitPoint: boolean
}

/** Steps that put their own name into the world and take it out again. */
export function worldSteps(shapes: readonly StepShape[], boundary: Boundary = () => {}): Step<World>[] {
  return shapes.map((shape): Step<World> => {
    const step: Step<World> = {
      id: shape.id,
      describe: () => `Turn ${shape.id} on`,
      run: async (world) => {
        const error = world.failing.get(shape.id)
        if (error !== undefined) throw error
        await boundary(`before effect ${shape.id}`)
        world.log.push(`run ${shape.id}`)
        world.on.add(shape.id)
        await boundary(`after effect ${shape.id}`)
      },
      verify: async (world) => {
        if (world.unclear.has(shape.id)) return { kind: 'unknown', reason: 'no answer' }
        return world.on.has(shape.id) ? { kind: 'yes' } : { kind: 'no', reason: `${shape.id} is off` }
      },
      ...(shape.commitPoint ? { commitPoint: true } : {}),
      ...(shape.reversible
        ? {
            undo: async (world: World) => {
              const error = world.failing.get(`undo ${shape.id}`)
              if (error !== undefined) throw error
              await boundary(`before undo effect ${shape.id}`)
              world.log.push(`undo ${shape.id}`)
              world.on.delete(shape.id)
              await boundary(`after undo effect ${shape.id}`)
            },
          }
        : {}),
    }
    return step
  })
}

export function planOf<C>(steps: readonly Step<C>[], context: C, nowMs = Date.now()): Plan {
  return sealPlan({
    kind: 'promote',
    platform: 'shop',
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + 3_600_000).toISOString(),
    subject: { database: 'orders' },
    steps: describeSteps(steps, context),
    warnings: [],
  })
}

/** Real time, but sleeping only ends by its signal: nothing in these tests waits for time to pass. */
export const clock: Clock = {
  now: () => Date.now(),
  sleep: (_ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) resolve()
      else signal?.addEventListener('abort', () => resolve(), { once: true })
    }),
}

/** The host of a process that exists only in the test; `dead` says which of the others are gone. */
export function hostOf(pid: number, dead: ReadonlySet<number> = new Set(), host = 'desk'): RunHost {
  return {
    owner: { user: 'op', host, pid, startedAt: '2026-01-01T00:00:00.000Z', mark: `${host}/${pid}` },
    isGone: (owner) => owner.host === host && dead.has(owner.pid),
  }
}

export function call(signal: AbortSignal = new AbortController().signal): Call {
  return { signal, deadlineMs: Date.now() + 60_000 }
}

export const commands = (runId: string) => ({
  resume: `mcloud failover resume ${runId}`,
  abort: `mcloud failover abort ${runId}`,
})

export function recorder(): Progress & { readonly events: ProgressEvent[] } {
  const events: ProgressEvent[] = []
  return { events, emit: (event) => void events.push(event) }
}

export function engineOf(
  store: CoordinationStore,
  host: RunHost,
  more: { boundary?: Boundary; progress?: Progress; leaseMs?: number; clock?: Clock } = {},
): RunEngine {
  return makeRunEngine({
    store,
    platform: 'shop',
    clock: more.clock ?? clock,
    host,
    progress: more.progress ?? { emit: () => {} },
    ...(more.boundary === undefined ? {} : { boundary: more.boundary }),
    ...(more.leaseMs === undefined ? {} : { leaseMs: more.leaseMs }),
  })
}
