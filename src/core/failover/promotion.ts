import type { Cloud } from '../../config/clouds.ts'
import type { Database } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Access } from '../databases/facts.ts'
import type {
  FrozenContents,
  PromotableServer,
  SequenceValue,
  Ticket,
} from '../databases/promotable-server.ts'
import type { Step, StepScope } from '../runs/step.ts'
import type { Binding } from './binding.ts'
import type { OpenServers } from './open-servers.ts'
import type { PreparedRepoint, Repointer, RepointIntent } from './repointer.ts'
import type { Topology } from './topology.ts'

/** What every plan that moves a primary says; plain JSON without secrets. */
export interface MoveSubject {
  readonly database: string
  readonly from: Cloud
  readonly to: Cloud
  /** The committed epoch that the plan rests on. */
  readonly epoch: number
  /** What lets the application write on the source, and afterwards on the target. */
  readonly access: Access
  /** The other replicas: they follow the new primary afterwards. */
  readonly bystanders: readonly (Route & { readonly cloud: Cloud })[]
  /** The DNS records that follow the database, as they are to be afterwards. */
  readonly traffic: RepointIntent
  readonly topology: Topology
  readonly binding: Binding
}

/** What a plan to promote says. */
export interface PromoteSubject extends MoveSubject {
  /** The subscription of the target that is followed until the switch. */
  readonly forward: Route
  /** The subscription of the source after the switch, which makes the way back. */
  readonly reverse: { readonly subscription: string; readonly slot: string }
  readonly bystanders: readonly Bystander[]
  readonly publications: readonly PlannedPublication[]
  /** Tables whose contents are compared. */
  readonly tables: readonly string[]
  readonly lagThresholdMs: number
}

export interface Route {
  readonly subscription: string
  readonly slot: string
  readonly publications: readonly string[]
}

export interface Bystander extends Route {
  readonly cloud: Cloud
  /** False where it could not be asked, or did not run, when the plan was made. */
  readonly reachable: boolean
  /** It takes no change that reached the old primary by replication, so it may be switched later than the target. */
  readonly mayLag: boolean
}

export interface PlannedPublication {
  readonly name: string
  readonly members: readonly string[]
  readonly viaRoot: boolean
}

/** What the steps of a promotion work with. */
export interface Promotion {
  readonly subject: PromoteSubject
  readonly database: Database
  readonly servers: OpenServers
  readonly repointer: Repointer
  /** What this process holds on to between steps; a process that resumes begins without it. */
  readonly held: {
    repoint?: PreparedRepoint
    sequences?: readonly SequenceValue[]
    frozen?: { readonly source: FrozenContents; readonly target: FrozenContents }
  }
  /** Observes and checks everything anew. @throws McloudError PLAN_STALE, PREFLIGHT_FAILED */
  recheck(scope: StepScope): Promise<void>
}

export type PromoteStep = Step<Promotion>

/** What opening a server to the application needs to know, whatever led to it. */
export interface Opening {
  readonly subject: Pick<MoveSubject, 'to' | 'access'>
  readonly servers: OpenServers
}

/** How long each kind of waiting may last, in milliseconds. */
export const LIMITS = {
  lockTimeoutMs: 5_000,
  graceMs: 100,
  drainMs: 10_000,
  pauseStepMs: 25_000,
  bystanderDrainMs: 200,
  streamingMs: 15_000,
  compareMs: 30_000,
  repointMs: 60_000,
} as const

export function ticketOf(scope: StepScope): Ticket {
  return { runId: scope.runId, epoch: scope.epoch, token: scope.fencingToken }
}

/** @throws McloudError DATABASE_UNREACHABLE */
export function sourceOf(promotion: Promotion): PromotableServer {
  return promotion.servers.get(promotion.subject.from)
}

/** @throws McloudError DATABASE_UNREACHABLE */
export function targetOf(promotion: Opening): PromotableServer {
  return promotion.servers.get(promotion.subject.to)
}

/** Waits until `look` says yes. @throws McloudError DEADLINE with the given words; nothing was left half done by waiting */
export async function waitUntil(
  scope: Pick<StepScope, 'call' | 'clock'>,
  timeoutMs: number,
  what: string,
  look: () => Promise<boolean>,
): Promise<void> {
  const end = scope.clock.now() + timeoutMs
  for (let attempt = 0; !(await look()); attempt++) {
    if (scope.clock.now() >= end || scope.clock.now() >= scope.call.deadlineMs)
      throw new McloudError({ code: 'DEADLINE', message: `${what} within ${timeoutMs} ms` })
    await scope.clock.sleep(attempt < 100 ? 1 : 20, scope.call.signal)
  }
}

/** A step before the commit point: once the epoch is committed there is nothing of it left to do. */
export function beforeCommit<C>(step: Step<C>): Step<C> {
  return {
    ...step,
    verify: async (context, scope) =>
      scope.committed ? { kind: 'yes', note: 'before the commit point' } : step.verify(context, scope),
  }
}

/** A step of the write pause: a server that stops answering holds the application up no longer than this. */
export function withinPause(step: PromoteStep): PromoteStep {
  const { check } = step
  return {
    ...undoneInTime(step),
    ...(check && { check: (promotion, scope) => check(promotion, bounded(scope)) }),
    run: (promotion, scope) => step.run(promotion, bounded(scope)),
    verify: (promotion, scope) => step.verify(promotion, bounded(scope)),
  }
}

/** A step whose undo does not wait for ever for a server that stopped answering. */
export function undoneInTime(step: PromoteStep): PromoteStep {
  const { undo } = step
  return undo === undefined ? step : { ...step, undo: (promotion, scope) => undo(promotion, bounded(scope)) }
}

function bounded(scope: StepScope): StepScope {
  const endMs = scope.clock.now() + LIMITS.pauseStepMs
  return { ...scope, call: { ...scope.call, deadlineMs: Math.min(scope.call.deadlineMs, endMs) } }
}

export const YES = { kind: 'yes' } as const

export function no(reason: string): { readonly kind: 'no'; readonly reason: string } {
  return { kind: 'no', reason }
}
