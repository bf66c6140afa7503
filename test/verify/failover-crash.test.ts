import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cloud } from '../../src/config/clouds.ts'
import { boundariesOf, crashAndEnd } from '../support/failover-crash.ts'
import { type FailoverBench, openBench } from '../support/postgres-failover.ts'
import { openTrio, type Trio } from '../support/postgres-platform.ts'

let trio: Trio
let bench: FailoverBench
let boundaries: string[]
let primary: Cloud = 'gcp'

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  bench = openBench(trio)
  boundaries = await boundariesOf(bench, 'gcp')
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

const other = (cloud: Cloud): Cloud => (cloud === 'aws' ? 'gcp' : 'aws')

/** An outside writer sees at most one turn: never two servers that accept, and exactly one in the end. */
describe('a planned promotion that dies at every boundary there is', () => {
  it.each(['resume', 'abort'] as const)('is ended by %s', async (direction) => {
    const wrong: unknown[] = []
    // after the commit point there is only forward, which the first of the two has tried
    const places =
      direction === 'resume' ? boundaries : boundaries.slice(0, boundaries.indexOf('after commit') + 1)
    for (const [place, name] of places.entries()) {
      const from = primary
      const result = await crashAndEnd(trio, bench, { to: other(from), place, direction })
      primary = result.primary
      const turned = result.turns.join() === `${from},${other(from)}`
      const stayed = result.turns.join() === from
      // a run that died before it had the lock is none; one that died after its end is over
      const committed = place >= boundaries.indexOf('after commit')
      const expected = committed || result.state === 'done' ? turned : stayed
      const never = direction === 'resume' && result.state === 'aborted'
      if (!result.died || !expected || never || result.faults.length > 0 || result.lost.length > 0)
        wrong.push({ name, place, ...result })
    }
    expect(places.length).toBeGreaterThan(50)
    expect(wrong).toEqual([])
  })
})
