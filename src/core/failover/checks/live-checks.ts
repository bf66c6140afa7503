import type { Call } from '../../../providers/provider.ts'
import type { PromotableServer } from '../../databases/promotable-server.ts'
import type { Clock } from '../../ports.ts'
import { type Check, fail, type Pair, pass } from './check.ts'

/**
 * Lag as the time that everything written up to now takes to be confirmed by the replica, which counts WAL that has
 * not been sent, too; and whether its error count stood still meanwhile.
 */
export async function liveChecks(
  pair: Pair,
  servers: { readonly source: PromotableServer; readonly target: PromotableServer },
  clock: Clock,
  call: Call,
): Promise<Check[]> {
  if (pair.following === undefined) return []
  const { slot, subscription } = pair.following
  const lagMs = await measureLag(
    servers.source,
    slot.name,
    pair.observation.database.lagThresholdMs,
    clock,
    call,
  )
  const after = (await servers.target.inspect(call)).subscriptions.find(
    ({ name }) => name === subscription.name,
  )
  const errors = (after?.applyErrors ?? 0) - subscription.applyErrors
  return [
    lagCheck(lagMs, pair.observation.database.lagThresholdMs),
    errorCheck(errors, subscription.applyErrors),
  ]
}

/** Milliseconds until the replica has confirmed what is written now; undefined when that takes longer than the limit. */
export async function measureLag(
  source: PromotableServer,
  slot: string,
  limitMs: number,
  clock: Clock,
  call: Call,
): Promise<number | undefined> {
  const lsn = await source.publisher.flushedLsn(call)
  const began = clock.now()
  while (!(await source.publisher.hasConfirmed([slot], lsn, call))) {
    if (clock.now() - began > limitMs) return undefined
    await clock.sleep(5, call.signal)
  }
  return clock.now() - began
}

function lagCheck(lagMs: number | undefined, limitMs: number): Check {
  return lagMs === undefined
    ? fail(
        'lag',
        `More than ${limitMs} ms: what was written when asked has not arrived yet.`,
        'Wait until the replica has caught up, or raise the lag threshold in the platform file.',
      )
    : pass('lag', `${lagMs} ms until confirmed (at most ${limitMs} ms).`)
}

function errorCheck(rising: number, total: number): Check {
  return rising > 0
    ? fail(
        'apply-errors',
        `${rising} more while looking on.`,
        'The apply worker is in a crash loop: the log of the target says why.',
      )
    : pass('apply-errors', total === 0 ? 'None.' : `${total} in the past, none while looking on.`)
}
