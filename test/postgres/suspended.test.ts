import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, type ClusterSet, openClusters } from '../support/postgres-cluster.js'

describe('a cluster that is suspended while clients come and go', () => {
  let clusters: ClusterSet
  let cluster: Cluster

  beforeAll(async () => {
    clusters = await openClusters()
    cluster = await clusters.cluster()
  })
  afterAll(() => clusters?.close())

  it('answers nothing until it is woken, whichever of its processes end meanwhile', async () => {
    let hasEnded = false
    const callers = Array.from({ length: 8 }, async () => {
      while (!hasEnded) await cluster.sql('SELECT 1')
    })
    for (let round = 0; round < 100; round += 1) {
      await pause(10)
      cluster.suspend()
      cluster.wake()
    }
    hasEnded = true
    await Promise.all(callers)

    cluster.suspend()
    const asked = cluster.sql('SELECT 1').then(() => 'answered')
    expect(await Promise.race([asked, pause(300).then(() => 'silent')])).toBe('silent')
    cluster.wake()
    expect(await asked).toBe('answered')
  })
})

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
