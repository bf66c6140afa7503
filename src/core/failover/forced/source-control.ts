import type { DatabaseMember } from '../../../config/platform.ts'
import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type { Call, Databases, Outcome } from '../../../providers/provider.ts'
import type { Clock, ProviderSet } from '../../ports.ts'

/** What a control plane says of one server, or why it says nothing. */
export type Sighting =
  | { readonly kind: 'seen'; readonly stopped: boolean; readonly running: boolean; readonly words: string }
  | { readonly kind: 'silent'; readonly reason: string }

/** The control plane of one cloud, asked about one server; every question is bounded. */
export interface SourceControl {
  readonly instance: string
  look(call: Call): Promise<Sighting>
  /** Sends the order; whether it took effect is for `look` to say. @throws McloudError */
  stop(call: Call): Promise<Outcome>
  /** @throws McloudError */
  start(call: Call): Promise<Outcome>
}

/** What one question may take: a control plane that hangs must not hold up the decision, in milliseconds. */
const ASK_MS = 3_000

/** The control plane behind a member of a database. */
export function sourceControl(providers: ProviderSet, member: DatabaseMember, clock: Clock): SourceControl {
  const { cloud, instance, region, resourceGroup } = member
  const ref = {
    instance,
    ...(region === undefined ? {} : { region }),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
  }
  const bounded = (call: Call): Call => ({
    ...call,
    deadlineMs: Math.min(call.deadlineMs, clock.now() + ASK_MS),
  })
  const databases = async (): Promise<Databases> => {
    const { can } = await providers.get(cloud)
    if (can.databases !== undefined) return can.databases
    throw new McloudError({ code: 'UNSUPPORTED', message: `mcloud does not speak to databases of ${cloud}` })
  }
  return {
    instance,
    look: async (call) => {
      try {
        const seen = await (await databases()).observe(ref, bounded(call))
        if (seen === undefined)
          return { kind: 'silent', reason: `${cloud} says that there is no ${instance}` }
        return {
          kind: 'seen',
          stopped: seen.state === 'stopped',
          running: seen.state === 'running' || seen.state === 'starting' || seen.state === 'changing',
          words: `${cloud} says that ${instance} is ${seen.vendorState}`,
        }
      } catch (error) {
        if (call.signal.aborted || !isMcloudError(error)) throw error
        return { kind: 'silent', reason: error.message.replace(/\.$/, '') }
      }
    },
    stop: async (call) => (await databases()).stop(ref, bounded(call)),
    start: async (call) => (await databases()).start(ref, bounded(call)),
  }
}
