import { isMcloudError } from '../../../errors/mcloud-error.ts'
import type { PairSpec } from '../pair-spec.ts'
import { addressOf } from '../place.ts'
import type { SyncStores } from '../sync-ports.ts'
import type { Load } from './estimate-duration.ts'
import type { Engine } from './mover.ts'
import { type EngineAdvice, type EngineFitness, recommendEngine } from './recommend-engine.ts'

/** Advises about a pair: asks each engine whether it could, moves nothing, and looks up what was measured here. */
export async function adviseEngine(
  spec: PairSpec,
  load: Load,
  stores: Pick<SyncStores, 'mover' | 'measurements'>,
): Promise<EngineAdvice> {
  const { a, b, bandwidthBytes } = spec
  const [rclone, managed, measurements] = await Promise.all([
    fitnessOf(spec, 'rclone', stores),
    fitnessOf(spec, 'managed', stores),
    stores.measurements(),
  ])
  return recommendEngine({
    from: a.kind,
    to: b.kind,
    load,
    ...(bandwidthBytes === undefined ? {} : { bandwidthBytes }),
    engines: { builtin: own(spec), rclone, managed },
    measurements,
  })
}

function own({ a, b }: PairSpec): EngineFitness {
  const remote = [a, b].find(({ kind }) => kind === 'rclone')
  return remote === undefined
    ? { fit: true, name: 'mcloud itself' }
    : { fit: false, reason: `${addressOf(remote)} is reached by rclone alone` }
}

async function fitnessOf(
  spec: PairSpec,
  engine: Exclude<Engine, 'builtin'>,
  stores: Pick<SyncStores, 'mover'>,
): Promise<EngineFitness> {
  if (spec.rules.direction === 'two-way') return { fit: false, reason: 'it copies in one direction' }
  try {
    return { fit: true, name: (await stores.mover(spec, engine)).name }
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
    const [first] = error.problems ?? []
    return {
      fit: false,
      reason: first === undefined ? error.message : `${first.at}: ${first.message}`,
    }
  }
}
