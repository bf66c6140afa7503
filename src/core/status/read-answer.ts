import type { Identity, ObservedDatabase, RoutedRecord, TargetHealth } from '../../providers/provider.ts'
import { sameRecord } from '../../routing/same-record.ts'
import { targetsOf } from '../../routing/targets-of.ts'
import type { ServerState } from '../databases/server.ts'
import type { DnsAnswer, HealthProbe } from '../ports.ts'
import type { HeldAnswer } from './observation.ts'

/**
 * Readers of answers: a status must stand whatever a cloud sends, so each takes anything and throws where it is
 * not what the contract promises.
 */
export function readIdentity(answer: unknown): Identity {
  const { account, principal } = asObject(answer, 'an identity')
  return { account: asText(account, 'the account'), principal: asText(principal, 'the principal') }
}

export function readObservedDatabase(answer: unknown): ObservedDatabase | undefined {
  if (answer === undefined) return undefined
  const observed = asObject(answer, 'a database')
  for (const key of ['instance', 'state', 'vendorState', 'role'])
    asText(observed[key], `the ${key} of a database`)
  return answer as ObservedDatabase
}

export function readServerState(answer: unknown): ServerState {
  const state = asObject(answer, 'the state of a server')
  asText(state.version, 'the version of a server')
  if (typeof state.acceptsApplicationWrites !== 'boolean')
    throw new Error('whether it accepts writes is not told')
  for (const key of ['publications', 'subscriptions', 'slots'])
    for (const item of asList(state[key], `the ${key} of a server`))
      if (key !== 'publications') asObject(item, key)
  return answer as ServerState
}

export function readProbe(answer: unknown): HealthProbe {
  const probe = asObject(answer, 'a probe')
  if (typeof probe.healthy !== 'boolean') throw new Error('the probe does not say whether it is healthy')
  return answer as HealthProbe
}

export function readHeldRecord(answer: unknown): HeldAnswer {
  if (answer === undefined) return { held: undefined }
  const { record, remarks } = asObject(answer, 'a record')
  const held = asObject(record, 'a record') as unknown as RoutedRecord
  for (const target of targetsOf(held)) asText(target.value, 'a value of the record')
  // Reads all of it once, so that nothing later stumbles over what is not a record.
  sameRecord(held, held)
  return { held, remarks: asList(remarks, 'the remarks').map(String) }
}

export function readTargetHealth(answer: unknown): readonly TargetHealth[] {
  return asList(answer, 'the health of targets').map((each) => {
    const target = asObject(each, 'the health of a target')
    for (const key of ['value', 'health', 'vendorState', 'check'])
      asText(target[key], `the ${key} of a target's health`)
    return each as TargetHealth
  })
}

export function readNameServers(answer: unknown): readonly string[] {
  if (answer === undefined) throw new Error('the provider does not have the zone')
  return asList(asObject(answer, 'a zone').nameServers, 'the name servers').map((server) =>
    asText(server, 'a name server'),
  )
}

export function readDnsAnswer(answer: unknown): DnsAnswer {
  const { code, records } = asObject(answer, 'an answer')
  asText(code, 'the code of the answer')
  for (const record of asList(records, 'the records of the answer'))
    asText(asObject(record, 'a record').data, 'the data of a record')
  return answer as DnsAnswer
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (value !== null && typeof value === 'object') return value as Record<string, unknown>
  throw new Error(`the answer is not ${what}`)
}

function asText(value: unknown, what: string): string {
  if (typeof value === 'string') return value
  throw new Error(`the answer does not tell ${what}`)
}

function asList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Error(`the answer does not tell ${what}`)
}
