import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, RoutedRecord } from '../../providers/provider.ts'
import type { Clock, NameServers } from '../ports.ts'
import type { HealthOf, Judgement } from './judge-answer.ts'
import { judgeAnswer } from './judge-answer.ts'

/** What one name server said, or that it said nothing. */
export type ServerAnswer = {
  /** As it was asked: `host` or `host:port`. */
  readonly server: string
  readonly ttlSeconds?: number
  readonly elapsedMs?: number
} & (Judgement | { readonly kind: 'silent'; readonly values: readonly []; readonly reason: string })

/** What asking needs from outside. */
export interface AskingPorts {
  readonly nameServers: NameServers
  readonly clock: Clock
}

/** Longest time that one question may take; a lost datagram is sent again well within it. */
const QUESTION_MS = 2_500

/** Asks one name server for the record and judges its answer; only an interruption is thrown. */
export async function askServer(
  { nameServers, clock }: AskingPorts,
  server: string,
  wanted: RoutedRecord,
  call: Call,
  healthOf?: HealthOf,
): Promise<ServerAnswer> {
  const bounded = { ...call, deadlineMs: Math.min(call.deadlineMs, clock.now() + QUESTION_MS) }
  try {
    const answer = await nameServers.ask(server, { name: wanted.name, type: wanted.type }, bounded)
    const ttlSeconds = answer.records.find((record) => record.type === wanted.type)?.ttlSeconds
    return {
      server,
      elapsedMs: answer.elapsedMs,
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
      ...judgeAnswer(wanted, answer, healthOf),
    }
  } catch (error) {
    if (interrupted(call)) throw error
    return { server, kind: 'silent', values: [], reason: reasonOf(error) }
  }
}

/** Why something failed, in one line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** True when the operator ended the call, as opposed to its time having run out. */
export function interrupted(call: Call): boolean {
  const { aborted, reason } = call.signal
  if (!aborted) return false
  if (reason instanceof McloudError) return reason.code !== 'DEADLINE'
  return (reason as { name?: string } | undefined)?.name !== 'TimeoutError'
}
