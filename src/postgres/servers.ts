import type { PromotableServer, PromotableServers } from '../core/databases/promotable-server.ts'
import { publisherOf, replicationConninfo } from './address.ts'
import { makeContents } from './contents.ts'
import { readFacts } from './facts.ts'
import { makeFencing } from './fencing.ts'
import { makePublisher } from './publisher.ts'
import { openSession, type Session } from './session.ts'
import { makeSubscriber } from './subscriber.ts'

/** PostgreSQL over the wire; nothing is loaded or opened before the first server is asked for. */
export function makeDatabaseServers(): PromotableServers {
  return {
    open: async (database, member, call) => {
      const session = await openSession(database, member, call)
      return { cloud: member.cloud, inspect: session.inspect, close: session.close }
    },
    openForPromotion: async (database, member, call) =>
      makePromotable(await openSession(database, member, call)),
  }
}

function makePromotable(session: Session): PromotableServer {
  return {
    cloud: session.cloud,
    instance: session.member.instance,
    inspect: session.inspect,
    facts: (call) => readFacts(session, call),
    warm: async (call) => void (await session.second(call)),
    address: publisherOf(replicationConninfo(session.address, session.member)),
    conninfo: () => replicationConninfo(session.address, session.member),
    fencing: makeFencing(session),
    publisher: makePublisher(session),
    subscriber: makeSubscriber(session),
    contents: makeContents(session),
    close: session.close,
  }
}
