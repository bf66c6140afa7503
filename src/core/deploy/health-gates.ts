import type { HealthGate } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import { withTimeLimit } from '../../errors/time-limit.ts'
import type { Call } from '../../providers/provider.ts'
import type { Clock, Progress } from '../ports.ts'
import type { GateProbes } from './deploy-ports.ts'

export interface GateInput {
  readonly probes: GateProbes
  readonly clock: Clock
  readonly progress: Progress
  readonly call: Call
}

/** How long one probe may take, in milliseconds. */
const PROBE_MS = 10_000

/** Waits until every gate is passed: so many good probes in a row. @throws McloudError HEALTH_GATE_FAILED */
export async function passGates(
  gates: readonly HealthGate[],
  after: string,
  input: GateInput,
): Promise<void> {
  const ends = await Promise.allSettled(gates.map((gate) => passGate(gate, after, input)))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

async function passGate(gate: HealthGate, after: string, input: GateInput): Promise<void> {
  const { probes, clock, progress, call } = input
  const startedMs = clock.now()
  const id = `gate:${after}:${gate.name}`
  const text = `health of ${gate.name} after ${after}`
  progress.emit({ kind: 'step-started', id, text, index: 0, total: 1 })
  const ended = (result: 'done' | 'failed', message: string) =>
    progress.emit({ kind: 'step-ended', id, text, result, elapsedMs: clock.now() - startedMs, message })
  let good = 0
  let reason = 'it was never probed'
  for (;;) {
    call.signal.throwIfAborted()
    const answer = await probeOnce(gate, probes, clock, call)
    good = answer.healthy ? good + 1 : 0
    if (!answer.healthy) reason = answer.reason
    progress.emit({ kind: 'step-progress', id, text: `${good}/${gate.successes} good` })
    if (good >= gate.successes) return ended('done', `${good} good in a row`)
    if (clock.now() - startedMs + gate.everyMs > gate.withinMs) break
    await clock.sleep(gate.everyMs, call.signal)
  }
  const seconds = Math.round(gate.withinMs / 1_000)
  ended('failed', reason)
  throw new McloudError({
    code: 'HEALTH_GATE_FAILED',
    message: `${gate.name} was not healthy ${gate.successes} times in a row within ${seconds} s after ${after}: ${reason}`,
  })
}

async function probeOnce(gate: HealthGate, probes: GateProbes, clock: Clock, call: Call) {
  const signal = withTimeLimit(call.signal, PROBE_MS)
  try {
    return await probes.probe(gate, { signal, deadlineMs: clock.now() + PROBE_MS })
  } catch (error) {
    call.signal.throwIfAborted()
    return { healthy: false, reason: (error as Error).message } as const
  }
}
