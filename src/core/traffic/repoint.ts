import type { Traffic } from '../../config/platform.ts'
import type { Call } from '../../providers/provider.ts'
import { sameRecord } from '../../routing/same-record.ts'
import type { Verdict } from '../runs/step.ts'
import { askServer, interrupted, reasonOf } from './ask-servers.ts'
import type { Repointed } from './commit-repoint.ts'
import { commitRepoint } from './commit-repoint.ts'
import type { TrafficPorts } from './observe-traffic.ts'
import type { RepointChange, RepointPlan } from './plan-repoint.ts'
import { prepareRepoint } from './prepare-repoint.ts'
import { zoneRefOf } from './wanted-record.ts'
import { dnsOf, zoneServers } from './zone-servers.ts'

/**
 * Prepares and commits in one go; idempotent, so that a run that was cut off repeats it.
 * @throws McloudError INTERRUPTED only
 */
export async function repoint(
  plan: RepointPlan,
  traffic: Traffic,
  ports: TrafficPorts,
  call: Call,
): Promise<Repointed> {
  return commitRepoint(await prepareRepoint(plan, traffic, ports, call), ports, call)
}

/**
 * Is the repointing everywhere? Asks every provider and every name server once. `no` as soon as anything is
 * known to be otherwise, `unknown` where something could not be asked.
 * @throws McloudError INTERRUPTED only
 */
export async function verifyRepoint(
  plan: RepointPlan,
  traffic: Traffic,
  ports: TrafficPorts,
  call: Call,
): Promise<Verdict> {
  const verdicts = await Promise.all(plan.changes.map((change) => verifyChange(change, traffic, ports, call)))
  const reasons = (kind: 'no' | 'unknown') =>
    verdicts.flatMap((verdict) => (verdict.kind === kind ? [verdict.reason] : [])).join('; ')
  if (verdicts.some((verdict) => verdict.kind === 'no')) return { kind: 'no', reason: reasons('no') }
  if (verdicts.some((verdict) => verdict.kind === 'unknown')) {
    return { kind: 'unknown', reason: reasons('unknown') }
  }
  return { kind: 'yes' }
}

async function verifyChange(
  { provider, record }: RepointChange,
  traffic: Traffic,
  ports: TrafficPorts,
  call: Call,
): Promise<Verdict> {
  const at = `${record.name} at ${provider}`
  try {
    const [held, answers] = await Promise.all([
      dnsOf(ports.providers, provider).then((dns) =>
        dns.read(zoneRefOf(traffic, provider), record.name, call),
      ),
      zoneServers(traffic, provider, ports.providers, call).then((servers) =>
        Promise.all(servers.map((server) => askServer(ports, server, record, call))),
      ),
    ])
    if (held === undefined || !sameRecord(held.record, record)) {
      return { kind: 'no', reason: `${at}: the provider does not hold it` }
    }
    const otherwise = answers.find((answer) => answer.kind !== 'as-wanted')
    if (otherwise === undefined) return { kind: 'yes' }
    const reason = `${at}: ${otherwise.server} ${otherwise.reason}`
    return { kind: otherwise.kind === 'silent' ? 'unknown' : 'no', reason }
  } catch (error) {
    if (interrupted(call)) throw error
    return { kind: 'unknown', reason: `${at}: ${reasonOf(error)}` }
  }
}
