import { canonicalDnsValue } from '../../config/dns-value.ts'
import type { RoutedRecord, Target } from '../../providers/provider.ts'
import { targetsOf } from '../../routing/targets-of.ts'
import type { DnsAnswer } from '../ports.ts'

/** What one answer of a name server says about the record that should stand there. */
export type Judgement =
  | { readonly kind: 'as-wanted'; readonly values: readonly string[] }
  /** Failover only: a later target answers, which it does while the name server takes the earlier for unhealthy. */
  | { readonly kind: 'fallback'; readonly values: readonly string[]; readonly reason: string }
  | { readonly kind: 'wrong'; readonly values: readonly string[]; readonly reason: string }

/** What is known of the health of a target; undefined: nothing, and it is taken for healthy. */
export type HealthOf = (target: Target) => boolean | undefined

/**
 * Judges one answer by the model: simple gives exactly its target, failover the first healthy one (any of them
 * when none is), the other policies some of their targets, chosen by where the question comes from or by chance.
 */
export function judgeAnswer(
  wanted: RoutedRecord,
  answer: Pick<DnsAnswer, 'code' | 'authoritative' | 'records'>,
  healthOf: HealthOf = () => undefined,
): Judgement {
  const { type } = wanted
  const values = answer.records
    .filter((record) => record.type === type)
    .map((record) => canonicalDnsValue(type, record.data))
  const wrong = (reason: string): Judgement => ({ kind: 'wrong', values, reason })
  if (answer.code !== 'NOERROR') return wrong(`answers ${answer.code}`)
  if (!answer.authoritative) return wrong('answers without authority')
  if (values.length === 0) return wrong(`has no ${type} record`)

  const spelled = (target: Target) => canonicalDnsValue(type, target.value)
  const targets = targetsOf(wanted)
  const foreign = values.filter((value) => !targets.some((target) => spelled(target) === value))
  if (foreign.length > 0) return wrong(`answers ${foreign.join(', ')}, which is no target`)
  if (wanted.routing.policy !== 'failover') return { kind: 'as-wanted', values }

  const healthy = targets.filter((target) => healthOf(target) !== false)
  const expected = healthy[0]
  if (expected === undefined || values.every((value) => value === spelled(expected))) {
    return { kind: 'as-wanted', values }
  }
  const reason = `answers ${values.join(', ')} instead of ${expected.value}: it takes ${expected.cloud} for unhealthy, or does not have the change yet`
  return { kind: 'fallback', values, reason }
}
