import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatabaseMember } from '../../src/config/platform.ts'
import type { PromotableServer } from '../../src/core/databases/promotable-server.ts'
import { makeDatabaseServers } from '../../src/postgres/servers.ts'
import { openTrio, type Trio } from '../support/postgres-platform.ts'

const call = () => ({ signal: new AbortController().signal, deadlineMs: Date.now() + 20_000 })

let trio: Trio
let aws: PromotableServer
let gcp: PromotableServer

beforeAll(async () => {
  trio = await openTrio(['aws', 'gcp'])
  const servers = makeDatabaseServers()
  const open = (cloud: 'aws' | 'gcp') =>
    servers.openForPromotion(trio.database, trio.database.members[cloud] as DatabaseMember, call())
  aws = await open('aws')
  gcp = await open('gcp')
})
afterAll(async () => {
  await Promise.all([aws?.close(), gcp?.close()])
  await trio?.close()
})

describe('a server', () => {
  it('tells what status shows', async () => {
    const [a, g] = await Promise.all([aws.inspect(call()), gcp.inspect(call())])
    console.log(JSON.stringify([a, g], null, 1))
    expect(a.acceptsApplicationWrites).toBe(true)
    expect(g.acceptsApplicationWrites).toBe(false)
    const f = await aws.facts(call())
    const h = await gcp.facts(call())
    console.log(
      JSON.stringify({ ...f, catalog: f.catalog.length }, null, 1),
      JSON.stringify({ ...h, catalog: 0 }),
    )
    expect(f.catalogHash).toBe(h.catalogHash)
  })
})
