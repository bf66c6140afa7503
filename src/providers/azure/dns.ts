import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { sameRecord } from '../../routing/same-record.ts'
import type { Sent } from '../calls/change.ts'
import { sendChange } from '../calls/change.ts'
import { pause } from '../calls/pause.ts'
import { send } from '../calls/send.ts'
import type { Call, Dns, DnsChange, HeldRecord, PreparedRecord, RoutedRecord, ZoneRef } from '../provider.ts'
import { makeAzureClients } from './clients.ts'
import type { AzureContext } from './context.ts'
import { isConflict, sortAzureFailure } from './failure.ts'
import { placeOfProfile, readHeldSets, relativeName } from './held-sets.ts'
import type { WantedProfile } from './profiles.ts'
import { isOwnProfile, wantedProfile } from './profiles.ts'
import type { Profile, RecordSet, WireResource } from './resources.ts'
import { compileRecordSet } from './routing-compile.ts'
import type { HeldSet } from './routing-read.ts'
import { readHeldSet } from './routing-read.ts'
import { azureRefusal } from './routing-refusal.ts'
import type { ZonePlace } from './zones.ts'
import { makeZones } from './zones.ts'

const MAX_CONFLICTS = 8

/** The changes that a record needs, in the order in which they are made. */
interface Plan {
  readonly profile?: WantedProfile
  /** Sets of a type that cannot stand beside the wanted one. */
  readonly inTheWay: readonly HeldSet[]
  readonly set?: { readonly wanted: RecordSet; readonly etag: string | undefined }
  /** A profile of mcloud's own that no answer comes from any more. */
  readonly leftOver?: Profile
}

/**
 * Azure DNS with Traffic Manager: a simple record is a plain record set, every other an alias of a profile with
 * one external endpoint a target. https://learn.microsoft.com/azure/dns/dns-alias
 */
export function makeAzureDns(context: AzureContext): Dns {
  const zones = makeZones(context)
  const clients = makeAzureClients(context)

  async function plan(place: ZonePlace, record: RoutedRecord, call: Call): Promise<Plan | 'unchanged'> {
    const sets = await readHeldSets(context, place, record.name, record.type, call)
    const held = sets.find((set) => set.type === record.type)
    if (held !== undefined && isExactly(readHeldSet(held, context.ownerOf), record)) return 'unchanged'
    const profile = wantedProfile(record, held?.profile, place, context.subscription)
    const wanted = compileRecordSet(record, profile?.id)
    const aliasStays =
      profile?.live === true && held?.set.ttl === record.ttlSeconds && held.set.targetResource !== undefined
    const leftOver = profile === undefined ? held?.profile : undefined
    return {
      ...(profile === undefined ? {} : { profile }),
      inTheWay: sets.filter(
        ({ type }) => type !== record.type && (type === 'CNAME' || record.type === 'CNAME'),
      ),
      ...(aliasStays ? {} : { set: { wanted, etag: held?.set.etag } }),
      ...(leftOver !== undefined && isOwnProfile(leftOver, record) ? { leftOver } : {}),
    }
  }

  async function carryOut(
    place: ZonePlace,
    record: RoutedRecord,
    { profile, inTheWay, set, leftOver }: Plan,
    call: Call,
  ): Promise<DnsChange['outcome']> {
    const relative = relativeName(record.name, place.zone)
    const steps: (() => Promise<Sent<unknown>>)[] = [
      ...(profile === undefined ? [] : [() => putProfile(profile, call)]),
      ...inTheWay.map((held) => () => deleteSet(place, relative, held, call)),
      ...(set === undefined ? [] : [() => putSet(place, relative, record, set, call)]),
      ...(leftOver === undefined ? [] : [() => deleteProfile(leftOver, call)]),
    ]
    for (const step of steps) {
      const sent = await step()
      if (sent.kind === 'unknown') return sent
    }
    return { kind: 'done' }
  }

  function putProfile({ resourceGroup, name, profile }: WantedProfile, call: Call) {
    return sendChange({
      cloud: 'azure',
      name: 'Profiles_CreateOrUpdate',
      // The same profile put twice is the same profile.
      repeatable: true,
      call,
      send: async (abortSignal) => {
        const client = await clients.trafficManager()
        return client.profiles.createOrUpdate(resourceGroup, name, profile as never, { abortSignal })
      },
      sort: sortAzureFailure,
    })
  }

  function putSet(
    place: ZonePlace,
    relative: string,
    record: RoutedRecord,
    { wanted, etag }: NonNullable<Plan['set']>,
    call: Call,
  ) {
    return sendChange(
      {
        cloud: 'azure',
        name: 'RecordSets_CreateOrUpdate',
        call,
        send: async (abortSignal) => {
          const client = await clients.dns()
          const { resourceGroup, zone } = place
          return client.recordSets.createOrUpdate(
            resourceGroup,
            zone,
            relative,
            record.type,
            wanted as never,
            {
              abortSignal,
              ...(etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag }),
            },
          )
        },
        sort: sortAzureFailure,
      },
      async () => {
        const sets = await readHeldSets(context, place, record.name, record.type, call)
        const now = sets.find(({ type }) => type === record.type)
        if (now !== undefined && isExactly(readHeldSet(now, context.ownerOf), record)) return true
        return now?.set.etag === etag ? false : undefined
      },
    )
  }

  function deleteSet(place: ZonePlace, relative: string, held: HeldSet, call: Call) {
    return sendChange({
      cloud: 'azure',
      name: 'RecordSets_Delete',
      // Of the set with this etag, of which there is one.
      repeatable: true,
      call,
      send: async (abortSignal) => {
        const client = await clients.dns()
        await client.recordSets.delete(place.resourceGroup, place.zone, relative, held.type, {
          abortSignal,
          ...(held.set.etag === undefined ? {} : { ifMatch: held.set.etag }),
        })
      },
      sort: sortAzureFailure,
    })
  }

  function deleteProfile(profile: Profile, call: Call) {
    const where = placeOfProfile(profile.id ?? '')
    return sendChange({
      cloud: 'azure',
      name: 'Profiles_Delete',
      repeatable: true,
      call,
      send: async (abortSignal) => {
        const client = await clients.trafficManager()
        if (where !== undefined)
          await client.profiles.delete(where.resourceGroup, where.name, { abortSignal })
      },
      sort: sortAzureFailure,
    })
  }

  async function apply(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<DnsChange> {
    refuse(record)
    const place = await zones.placeOf(zone, call)
    for (let conflicts = 0; ; conflicts += 1) {
      const planned = await plan(place, record, call)
      if (planned === 'unchanged') {
        // After a conflict, "already so" is the work of this apply or of one that wanted the same.
        return changeOf(place, record, zone, { kind: conflicts > 0 ? 'done' : 'unchanged' })
      }
      try {
        return changeOf(place, record, zone, await carryOut(place, record, planned, call))
      } catch (error) {
        if (!isConflicted(error) || conflicts === MAX_CONFLICTS) throw error
        await pause(20 + Math.random() * 60 * 2 ** Math.min(conflicts, 4), call)
      }
    }
  }

  async function prepare(zone: ZoneRef, record: RoutedRecord, call: Call): Promise<PreparedRecord> {
    refuse(record)
    const place = await zones.placeOf(zone, call)
    const [planned] = await Promise.all([plan(place, record, call), connect(place, call)])
    // A profile that nothing is an alias of yet changes no answer.
    const ahead = planned !== 'unchanged' && planned.profile?.live === false ? planned.profile : undefined
    const made = ahead === undefined ? undefined : await putProfile(ahead, call)
    return {
      async commit(within) {
        if (planned !== 'unchanged') {
          const { profile, ...rest } = planned
          const left = made !== undefined && made.kind !== 'unknown' ? rest : planned
          try {
            return changeOf(place, record, zone, await carryOut(place, record, left, within))
          } catch (error) {
            if (!isConflicted(error)) throw error
          }
        }
        return apply(zone, record, within)
      },
    }
  }

  async function only6(place: ZonePlace, name: string, call: Call): Promise<HeldSet | undefined> {
    const sets = await readHeldSets(context, place, name, 'AAAA', call)
    return sets.find(({ type }) => type === 'AAAA')
  }

  /** Imports both clients and opens the connection that they share. */
  function connect(place: ZonePlace, call: Call): Promise<unknown> {
    return send({
      cloud: 'azure',
      name: 'Zones_Get',
      kind: 'read',
      call,
      send: async (abortSignal) => {
        const [client] = await Promise.all([clients.dns(), clients.trafficManager()])
        return client.zones.get(place.resourceGroup, place.zone, { abortSignal })
      },
      sort: sortAzureFailure,
    })
  }

  return {
    zone: zones.find,
    async read(zone, name, call) {
      const place = await zones.placeOf(zone, call)
      // Addresses first; of the newer family only where there is neither an older one nor a name.
      const [held = await only6(place, name, call)] = await readHeldSets(context, place, name, 'A', call)
      return held && readHeldSet(held, context.ownerOf)
    },
    refusal: azureRefusal,
    apply,
    prepare,
    async progress(change, call) {
      const path = change.id ?? (await zones.placeOf(change.zone, call)).id
      const { properties } = await context.rest<WireResource>({
        name: change.id === undefined ? 'Zones_Get' : 'RecordSets_Get',
        service: 'dns',
        path,
        call,
      })
      // A zone has no state of its own.
      const state = properties?.provisioningState ?? 'Succeeded'
      return state === 'Succeeded' ? 'in-sync' : 'pending'
    },
  }
}

function changeOf(
  place: ZonePlace,
  record: RoutedRecord,
  zone: ZoneRef,
  outcome: DnsChange['outcome'],
): DnsChange {
  const relative = encodeURIComponent(relativeName(record.name, place.zone))
  return { outcome, id: `${place.id}/${record.type}/${relative}`, zone: { ...zone, id: place.id } }
}

/** @throws McloudError UNSUPPORTED */
function refuse(record: RoutedRecord): void {
  const refusal = azureRefusal(record)
  if (refusal === undefined) return
  throw new McloudError({
    code: 'UNSUPPORTED',
    provider: 'azure',
    message: `azure cannot hold ${record.name}: ${refusal.reason}`,
    hint: refusal.url,
  })
}

function isConflicted(error: unknown): boolean {
  return isMcloudError(error) && isConflict(error.cause)
}

function isExactly(held: HeldRecord, wanted: RoutedRecord): boolean {
  return held.remarks.length === 0 && sameRecord(held.record, wanted)
}
