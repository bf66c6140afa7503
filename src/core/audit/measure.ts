import type { Objectives } from '../../config/platform.ts'
import type { KnownLoss } from '../failover/loss-record.ts'
import type { PromoteSubject } from '../failover/promotion.ts'
import { evidenceOf } from '../failover/report.ts'
import type { Run } from '../runs/plan.ts'

/** What a run took and lost, against what the platform promises. */
export interface Measured {
  /** Whether the primary was moved; where it was not, there is nothing to measure. */
  readonly moved: boolean
  readonly rto: {
    /** Absent for a run that did not bring the service back. */
    readonly ms?: number
    /** Exactly what was measured. */
    readonly means: string
    readonly objectiveMs?: number
    /** Absent where it cannot be told. */
    readonly met?: boolean
  }
  readonly rpo: {
    /** The time whose writes were lost; 0 where it was proved that none was. */
    readonly ms?: number
    readonly lostRows?: number
    readonly means: string
    readonly proof: readonly string[]
    readonly objectiveMs?: number
    readonly met?: boolean
  }
}

interface Sources {
  readonly run: Run
  readonly move: PromoteSubject | undefined
  readonly facts: ReadonlyMap<string, unknown>
  /** As counted when the old primary was back. */
  readonly loss: KnownLoss | undefined
  readonly objectives: Objectives
}

/** Measures a run by its own journal; what the journal does not tell stays unknown. */
export function measure(sources: Sources): Measured {
  return {
    moved: sources.move !== undefined && sources.run.committed,
    rto: rtoOf(sources),
    rpo: rpoOf(sources),
  }
}

function rtoOf({ run, move, objectives }: Sources): Measured['rto'] {
  const { rtoMs: objectiveMs } = objectives
  const objective = objectiveMs === undefined ? {} : { objectiveMs }
  const step = (id: string) => run.steps.find((one) => one.id === id)
  // of a run that was taken up again: when the step was found to be done, never earlier than it was
  const end = (id: string) => (finished(step(id)?.state) ? Date.parse(step(id)?.endedAt ?? '') : Number.NaN)
  // a primary that lives takes writes until it is fenced; one that is lost takes none from the beginning
  const isPlanned = isPlannedMove(move)
  const beganMs = Date.parse((isPlanned ? step('fence-source')?.startedAt : run.startedAt) ?? '')
  const writableMs = end('probe-write')
  const routedMs = end('repoint-traffic')
  const ms = Math.max(writableMs, routedMs) - beganMs
  const begin = isPlanned ? 'the beginning of the fence' : 'the beginning of the run'
  if (Number.isNaN(ms)) return { means: 'The run did not bring the service to another cloud.', ...objective }
  return {
    ms,
    means: `From ${begin} until the new primary took writes and DNS led to it everywhere${isPlanned ? '' : '; how long the fault had lasted before is not in it'}.`,
    ...objective,
    ...(objectiveMs === undefined ? {} : { met: ms <= objectiveMs }),
  }
}

function rpoOf({ run, move, facts, loss, objectives }: Sources): Measured['rpo'] {
  const objectiveMs = objectives.rpoMs.database
  const objective = objectiveMs === undefined ? {} : { objectiveMs }
  if (move === undefined || !run.committed)
    return { means: 'The primary was not moved.', proof: [], ...objective }
  const judged = (ms: number) => (objectiveMs === undefined ? {} : { met: ms <= objectiveMs })
  if (!isPlannedMove(move)) return forcedRpo(move, loss, objective, judged)
  const { lostRows, proof } = evidenceOf(move, facts)
  if (lostRows === 0)
    return {
      ms: 0,
      lostRows,
      means: 'Everything that was acknowledged arrived.',
      proof,
      ...objective,
      ...judged(0),
    }
  return {
    ...(lostRows === undefined ? {} : { lostRows }),
    means: lostRows === undefined ? 'It is not known whether anything was lost.' : 'Rows were lost.',
    proof,
    ...objective,
    ...(lostRows === undefined ? {} : { met: false }),
  }
}

/** A lost primary cannot be asked: its last heartbeat that arrived bounds what is missing. */
function forcedRpo(
  move: PromoteSubject,
  loss: KnownLoss | undefined,
  objective: { readonly objectiveMs?: number },
  judged: (ms: number) => { readonly met?: boolean },
): Measured['rpo'] {
  const { estimate } = move as { readonly estimate?: { heartbeat?: { at: string; ageMs: number } } }
  const beat = estimate?.heartbeat
  const counted =
    loss === undefined
      ? { proof: [] }
      : {
          lostRows: loss.rows,
          proof: [`Run ${loss.countedBy} counted ${loss.rows} lost rows: ${loss.method}`],
        }
  if (loss?.rows === 0) return { ms: 0, means: 'Nothing was lost.', ...counted, ...objective, ...judged(0) }
  if (beat === undefined)
    return { means: 'No heartbeat of the lost primary tells what is missing.', ...counted, ...objective }
  return {
    ms: beat.ageMs,
    means: `At most: the age of the lost primary's last heartbeat, of ${beat.at}, when the plan was made.`,
    ...counted,
    ...objective,
    ...judged(beat.ageMs),
  }
}

/** Only where the primary answers can the way back be planned with it. */
function isPlannedMove(move: PromoteSubject | undefined): boolean {
  return move !== undefined && 'reverse' in move
}

function finished(state: string | undefined): boolean {
  return state === 'done' || state === 'unchanged'
}
