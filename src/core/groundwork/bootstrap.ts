import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Call, Provision } from '../../providers/provider.ts'
import type { ProviderSet } from '../ports.ts'
import type { Result } from '../result.ts'
import { type Chain, type GroundworkPorts, type GroundworkReport, layGroundwork } from './lay-groundwork.ts'
import { groundworkOf, stateStoresOf } from './state-stores.ts'

export interface BootstrapPorts extends GroundworkPorts {
  call(defaultTimeoutMs?: number): Call
  platform(): Promise<Platform>
  providers(): Promise<ProviderSet>
}

export interface BootstrapRequest {
  readonly clouds: readonly Cloud[]
  /** Names of `deploy.state`. */
  readonly states: readonly string[]
}

/** Time limit of making groundwork, in milliseconds: a storage account alone may take a minute. */
export const GROUNDWORK_TIMEOUT_MS = 10 * 60_000

/** Makes the state backends that the platform file names. @throws McloudError USAGE */
export async function bootstrapCommand(
  { clouds, states }: BootstrapRequest,
  ports: BootstrapPorts,
): Promise<Result<GroundworkReport>> {
  const platform = await ports.platform()
  const all = stateStoresOf(platform)
  const unknown = states.filter((name) => !all.some((store) => store.name === name))
  if (all.length === 0 || unknown.length > 0)
    throw nothingNamed(
      unknown,
      all.map(({ name }) => name),
    )
  const chosen = all.filter(
    ({ name, cloud }) =>
      (states.length === 0 || states.includes(name)) && (clouds.length === 0 || clouds.includes(cloud)),
  )
  if (chosen.length === 0)
    throw new McloudError({
      code: 'USAGE',
      message: 'No state backend fits --cloud and --state together.',
      hint: `There are: ${all.map(({ name, cloud }) => `${name} (${cloud})`).join(', ')}.`,
    })
  const providers = await ports.providers()
  const groups: Chain[] = []
  const chains: Chain[] = []
  for (const cloud of new Set(chosen.map((store) => store.cloud))) {
    const groundwork = await groundworkOf(providers, cloud)
    const refs = chosen.filter((store) => store.cloud === cloud).map(({ ref }) => ref)
    groups.push(...chainsOfOne(cloud, groundwork.groups(refs)))
    chains.push(...refs.map((ref) => ({ cloud, provisions: groundwork.stateStore(ref) })))
  }
  return layGroundwork([groups, chains], platform.name, ports, ports.call(GROUNDWORK_TIMEOUT_MS))
}

/** Provisions that do not rest on each other. */
export function chainsOfOne(cloud: Cloud, provisions: readonly Provision[]): readonly Chain[] {
  return provisions.map((provision) => ({ cloud, provisions: [provision] }))
}

function nothingNamed(unknown: readonly string[], known: readonly string[]): McloudError {
  return new McloudError({
    code: 'USAGE',
    message:
      unknown.length > 0
        ? `There is no state backend ${unknown.join(', ')} in a cloud.`
        : 'The platform file names no state backend in a cloud.',
    hint:
      known.length > 0
        ? `There are: ${known.join(', ')}.`
        : 'Name one under `deploy.state`; docs/setup.md shows how.',
  })
}
