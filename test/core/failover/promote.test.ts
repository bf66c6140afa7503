import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check } from '../../../src/core/failover/promote.ts'
import { type FailoverBench, openBench } from '../../support/postgres-failover.ts'
import { openTrio, type Trio } from '../../support/postgres-platform.ts'

let trio: Trio
let bench: FailoverBench

beforeAll(async () => {
  trio = await openTrio()
  bench = openBench(trio)
})
afterAll(async () => {
  bench?.close()
  await trio?.close()
})

describe('a planned promotion', () => {
  it('passes all checks on servers that were set up by plain SQL', async () => {
    const report = await check(bench.input(), 'gcp')
    console.log(report.checks)
    expect(report.checks.filter(({ result }) => result === 'fail')).toEqual([])
  })

  it('moves the database', async () => {
    const report = await bench.promote('gcp').catch((e) => {
      console.log(bench.events.filter((e) => e.kind === 'step-ended'))
      throw e
    })
    console.log(JSON.stringify(report, null, 1))
    console.log(
      bench.events.filter((e) => e.kind === 'step-ended').map((e) => `${e.elapsedMs} ${e.id} ${e.result}`),
    )
    const back = await bench.promote('aws')
    console.log(JSON.stringify([back.pause, back.evidence, back.after, back.debts], null, 1))
    const again = await bench.promote('azure')
    console.log(JSON.stringify([again.pause, again.evidence, again.after, again.debts], null, 1))
  })
})
