import type { LabHost } from '../cloud.ts'

/** A managed database's life as its control plane sees it, before the vendor's own word for it. */
export type Phase = 'running' | 'stopping' | 'stopped' | 'starting' | 'restarting' | 'failed'

export interface Lifecycle {
  resting: 'running' | 'stopped' | 'failed'
  transition?: { to: 'running' | 'stopped'; phase: Phase; untilMs: number; settled: boolean }
}

/** A new life at rest. */
export function restingLifecycle(resting: Lifecycle['resting']): Lifecycle {
  return { resting }
}

/** The phase now: a transition lasts at the least the host's time, and until the real server has followed. */
export function phaseOf(life: Lifecycle, nowMs: number): Phase {
  const transition = life.transition
  if (transition !== undefined && (!transition.settled || nowMs < transition.untilMs)) return transition.phase
  return life.resting
}

/** Starts a transition and makes the real server behind the instance follow; does not wait for it. */
export function beginTransition(
  host: LabHost,
  instance: string,
  life: Lifecycle,
  kind: 'start' | 'stop' | 'restart',
): void {
  const to = kind === 'stop' ? 'stopped' : 'running'
  const phase = kind === 'stop' ? 'stopping' : kind === 'start' ? 'starting' : 'restarting'
  life.transition = { to, phase, untilMs: host.now() + host.transitionMs, settled: false }
  follow(host, instance, life)
  host.changed()
}

/** Takes up a transition that a restart of the lab interrupted. */
export function resumeTransition(host: LabHost, instance: string, life: Lifecycle): void {
  if (life.transition !== undefined && !life.transition.settled) follow(host, instance, life)
}

function follow(host: LabHost, instance: string, life: Lifecycle): void {
  const transition = life.transition
  if (transition === undefined) return
  const settle = (resting: Lifecycle['resting']) => {
    life.resting = resting
    transition.settled = true
    host.changed()
  }
  drive(host, instance, transition).then(
    () => settle(transition.to),
    () => settle('failed'),
  )
}

async function drive(
  host: LabHost,
  instance: string,
  transition: NonNullable<Lifecycle['transition']>,
): Promise<void> {
  const server = host.database(instance)
  if (server === undefined) throw new Error(`no server behind ${instance}`)
  if (transition.phase !== 'starting') await server.stop()
  if (transition.to === 'running') await server.start()
}
