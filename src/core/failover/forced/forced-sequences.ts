import type { Heartbeat, SequenceFacts, SequenceValue } from '../../databases/promotable-server.ts'

/** By how much faster than ever seen a sequence may have moved after the last heartbeat. */
const SAFETY = 10n
/** Steps that are left out at the least: a rate of zero proves nothing about the last seconds. */
const LEAST_STEPS = 1_000n

/** Where the sequences are set, and those that nothing tells about. */
export interface ForcedSequences {
  readonly values: readonly SequenceValue[]
  /** Neither a heartbeat nor a column says how far they have come. */
  readonly unknown: readonly string[]
  /** So near their end that the full distance could not be kept. */
  readonly cramped: readonly string[]
}

/**
 * Moves every sequence beyond all that the lost primary may have handed out: from the furthest value that is known,
 * by `rate x age x safety + cache`. https://www.postgresql.org/docs/current/sql-createsequence.html
 */
export function forcedSequences(
  facts: readonly SequenceFacts[],
  beat: Heartbeat | undefined,
  ageMs: number,
): ForcedSequences {
  const values: SequenceValue[] = []
  const unknown: string[] = []
  const cramped: string[] = []
  for (const fact of facts) {
    const said = beat?.sequences.find(({ schema, name }) => schema === fact.schema && name === fact.name)
    if (said === undefined && fact.furthest === undefined) {
      unknown.push(`${fact.schema}.${fact.name}`)
      continue
    }
    const known = [fact.lastValue, said?.lastValue, fact.furthest].flatMap((text) =>
      text === undefined ? [] : [BigInt(text)],
    )
    const moved = BigInt(Math.ceil(((said?.perSecond ?? 0) * Math.max(0, ageMs)) / 1000)) * SAFETY
    const { value, isCramped } = fact.cycles
      ? wrapped(fact, BigInt(said?.lastValue ?? fact.lastValue), moved)
      : beyond(fact, known, moved)
    if (isCramped) cramped.push(`${fact.schema}.${fact.name}`)
    values.push({ schema: fact.schema, name: fact.name, lastValue: String(value), isCalled: true })
  }
  return { values, unknown, cramped }
}

interface Reached {
  readonly value: bigint
  readonly isCramped: boolean
}

function beyond(fact: SequenceFacts, known: readonly bigint[], moved: bigint): Reached {
  const descends = fact.increment.startsWith('-')
  const end = BigInt(descends ? fact.minimum : fact.maximum)
  const start = known.reduce((a, b) => (descends === a < b ? a : b))
  const distance = distanceOf(fact, moved)
  const room = descends ? start - end : end - start
  const isCramped = distance > room
  const step = isCramped ? (room > 0n ? room / 2n : 0n) : distance
  return { value: descends ? start - step : start + step, isCramped }
}

/** A cycling sequence repeats itself by its nature; it goes on ahead of where it was. */
function wrapped(fact: SequenceFacts, start: bigint, moved: bigint): Reached {
  const [low, high] = [BigInt(fact.minimum), BigInt(fact.maximum)]
  const size = high - low + 1n
  const distance = distanceOf(fact, moved)
  const offset = fact.increment.startsWith('-') ? start - low - distance : start - low + distance
  return { value: low + (((offset % size) + size) % size), isCramped: false }
}

/** In values. The least is at most a hundredth of what the sequence has, so that a small one is not used up. */
function distanceOf(fact: SequenceFacts, moved: bigint): bigint {
  const increment = BigInt(fact.increment)
  const size = increment < 0n ? -increment : increment
  const hundredth = (BigInt(fact.maximum) - BigInt(fact.minimum)) / 100n
  const least = LEAST_STEPS * size < hundredth ? LEAST_STEPS * size : hundredth
  return (moved > least ? moved : least) + BigInt(fact.cache) * size
}
