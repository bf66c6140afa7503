import type {
  Change,
  ChangeInfo,
  HealthCheckConfig,
  HealthCheckObservation,
  ListResourceRecordSetsCommandInput,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53'
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  GetChangeCommand,
  GetHealthCheckStatusCommand,
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53'
import { isMcloudError } from '../../errors/mcloud-error.ts'
import type { Sent } from '../calls/change.ts'
import { sendChange } from '../calls/change.ts'
import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import { sdkCall } from './call-sdk.ts'
import { canonicalName } from './dns-names.ts'
import type { AwsSession } from './session.ts'

/** The calls of Route 53 that mcloud makes, each bounded and retried. */
export interface Route53 {
  zonesNamed(domain: string, call: Call): Promise<readonly HostedZone[]>
  zone(id: string, call: Call): Promise<HostedZone | undefined>
  recordSets(zoneId: string, name: string, call: Call): Promise<readonly ResourceRecordSet[]>
  healthChecks(call: Call): Promise<readonly HeldCheck[]>
  /** What each checker saw last. */
  checkerObservations(id: string, call: Call): Promise<readonly HealthCheckObservation[]>
  /** Undefined: the caller reference belongs to another or a deleted check. */
  createHealthCheck(reference: string, config: HealthCheckConfig, call: Call): Promise<HeldCheck | undefined>
  change(
    zoneId: string,
    changes: Change[],
    call: Call,
    options: { repeatable: boolean; readBack: () => Promise<boolean | undefined> },
  ): Promise<Sent<SubmittedChange>>
  changeStatus(id: string, call: Call): Promise<'PENDING' | 'INSYNC'>
}

export interface HostedZone {
  readonly id: string
  readonly domain: string
  readonly isPrivate: boolean
  /** Empty where the call does not return them, and for private zones. */
  readonly nameServers: readonly string[]
}

export interface HeldCheck {
  readonly id: string
  readonly reference: string
  readonly config: HealthCheckConfig
}

export interface SubmittedChange {
  readonly id: string
  readonly status: 'PENDING' | 'INSYNC'
  readonly requestId?: string
}

export async function makeRoute53(session: AwsSession): Promise<Route53> {
  const client = new Route53Client(await session.clientConfig('route53'))
  return {
    async zonesNamed(domain, call) {
      const zones: HostedZone[] = []
      let page: { DNSName: string; HostedZoneId?: string } | undefined = { DNSName: `${domain}.` }
      while (page !== undefined) {
        const command: ListHostedZonesByNameCommand = new ListHostedZonesByNameCommand(page)
        const answer = await read('route53:ListHostedZonesByName', call, (options) =>
          client.send(command, options),
        )
        for (const zone of answer.HostedZones ?? []) zones.push(toZone(zone))
        const more = answer.IsTruncated === true && canonicalName(answer.NextDNSName ?? '') === domain
        page =
          more && answer.NextDNSName !== undefined && answer.NextHostedZoneId !== undefined
            ? { DNSName: answer.NextDNSName, HostedZoneId: answer.NextHostedZoneId }
            : undefined
      }
      return zones.filter((zone) => zone.domain === domain)
    },

    async zone(id, call) {
      const answer = await orUndefined(
        read('route53:GetHostedZone', call, (options) =>
          client.send(new GetHostedZoneCommand({ Id: id }), options),
        ),
      )
      if (answer?.HostedZone === undefined) return undefined
      return { ...toZone(answer.HostedZone), nameServers: answer.DelegationSet?.NameServers ?? [] }
    },

    async recordSets(zoneId, name, call) {
      const sets: ResourceRecordSet[] = []
      let start: Partial<ListResourceRecordSetsCommandInput> | undefined = { StartRecordName: `${name}.` }
      while (start !== undefined) {
        const command: ListResourceRecordSetsCommand = new ListResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          ...start,
        })
        const answer = await read('route53:ListResourceRecordSets', call, (options) =>
          client.send(command, options),
        )
        for (const set of answer.ResourceRecordSets ?? []) {
          if (canonicalName(set.Name ?? '') === name) sets.push(set)
        }
        start =
          answer.IsTruncated === true && canonicalName(answer.NextRecordName ?? '') === name
            ? {
                StartRecordName: answer.NextRecordName,
                StartRecordType: answer.NextRecordType,
                StartRecordIdentifier: answer.NextRecordIdentifier,
              }
            : undefined
      }
      return sets
    },

    async healthChecks(call) {
      const checks: HeldCheck[] = []
      let marker: string | undefined
      do {
        const command = new ListHealthChecksCommand(marker === undefined ? {} : { Marker: marker })
        const answer = await read('route53:ListHealthChecks', call, (options) =>
          client.send(command, options),
        )
        for (const { Id, CallerReference, HealthCheckConfig } of answer.HealthChecks ?? []) {
          if (Id === undefined || HealthCheckConfig === undefined) continue
          checks.push({ id: Id, reference: CallerReference ?? '', config: HealthCheckConfig })
        }
        marker = answer.IsTruncated === true ? answer.NextMarker : undefined
      } while (marker !== undefined)
      return checks
    },

    async checkerObservations(id, call) {
      const answer = await read('route53:GetHealthCheckStatus', call, (options) =>
        client.send(new GetHealthCheckStatusCommand({ HealthCheckId: id }), options),
      )
      return answer.HealthCheckObservations ?? []
    },

    async createHealthCheck(reference, config, call) {
      const command = new CreateHealthCheckCommand({ CallerReference: reference, HealthCheckConfig: config })
      try {
        const answer = await send({
          ...sdkCall('route53:CreateHealthCheck', call, (options) => client.send(command, options)),
          kind: 'change',
          // The caller reference makes it so: a second creation returns the first one's check.
          repeatable: true,
        })
        return { id: answer.HealthCheck?.Id ?? '', reference, config }
      } catch (error) {
        if (vendorCode(error) === 'HealthCheckAlreadyExists') return undefined
        throw error
      }
    },

    async change(zoneId, changes, call, { repeatable, readBack }) {
      const command = new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: { Changes: changes },
      })
      const sent = await sendChange(
        {
          ...sdkCall('route53:ChangeResourceRecordSets', call, (options) => client.send(command, options)),
          repeatable,
        },
        readBack,
      )
      if (sent.kind !== 'answered') return sent
      const { ChangeInfo, $metadata } = sent.answer
      return { kind: 'answered', answer: toSubmitted(ChangeInfo, $metadata.requestId) }
    },

    async changeStatus(id, call) {
      const answer = await read('route53:GetChange', call, (options) =>
        client.send(new GetChangeCommand({ Id: id }), options),
      )
      return toSubmitted(answer.ChangeInfo).status
    },
  }
}

/** The vendor's error code behind an error of this module. */
export function vendorCode(error: unknown): string | undefined {
  return isMcloudError(error) ? (error.cause as { name?: string } | undefined)?.name : undefined
}

function read<T>(
  action: `${string}:${string}`,
  call: Call,
  sendOnce: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  return send({ ...sdkCall(action, call, sendOnce), kind: 'read' })
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isMcloudError(error) && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

function toZone(zone: {
  Id: string | undefined
  Name: string | undefined
  Config?: { PrivateZone?: boolean | undefined } | undefined
}): HostedZone {
  return {
    id: (zone.Id ?? '').replace(/^\/hostedzone\//, ''),
    domain: canonicalName(zone.Name ?? ''),
    isPrivate: zone.Config?.PrivateZone === true,
    nameServers: [],
  }
}

function toSubmitted(info: ChangeInfo | undefined, requestId?: string): SubmittedChange {
  return {
    id: (info?.Id ?? '').replace(/^\/change\//, ''),
    status: info?.Status === 'INSYNC' ? 'INSYNC' : 'PENDING',
    ...(requestId === undefined ? {} : { requestId }),
  }
}
