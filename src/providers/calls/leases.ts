import type { Call, HeldLease, LeaseRef, Leases, LeaseWrite } from '../provider.ts'
import { sendChange } from './change.ts'
import type { Failure, Vendor } from './failure.ts'
import { send } from './send.ts'

/** The four requests that a vendor's object store is asked; each is one attempt, and throws what `sort` knows. */
export interface LeaseRequests {
  readonly cloud: Vendor
  /** The vendor's names of the calls. */
  readonly names: { readonly read: string; readonly write: string; readonly list: string }
  readonly sort: (error: unknown) => Failure
  /** `undefined` only where the object is not there, not where the bucket is not. */
  get(ref: LeaseRef, signal: AbortSignal): Promise<HeldLease | undefined>
  /** Writes where nothing is, or over the version; the new version, or that the condition does not hold. */
  put(
    ref: LeaseRef,
    text: string,
    over: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly version: string } | 'conflict'>
  page(ref: LeaseRef, token: string | undefined, signal: AbortSignal): Promise<LeasePage>
}

export interface LeasePage {
  readonly keys: readonly string[]
  readonly next?: string
}

/** Makes the `leases` capability of a vendor: retries, lost answers and pages are the same for all. */
export function makeLeases(requests: LeaseRequests): Leases {
  const { cloud, names, sort } = requests
  const read = (ref: LeaseRef, call: Call) =>
    send({ cloud, name: names.read, kind: 'read', call, sort, send: (signal) => requests.get(ref, signal) })

  async function write(
    ref: LeaseRef,
    text: string,
    over: string | undefined,
    call: Call,
  ): Promise<LeaseWrite> {
    let mine: HeldLease | undefined
    const isOurs = async () => {
      const held = await read(ref, call)
      mine = held?.text === text ? held : undefined
      return { isThere: mine !== undefined, isAsBefore: held?.version === over }
    }
    const sent = await sendChange(
      {
        cloud,
        name: names.write,
        call,
        sort,
        send: (signal) => requests.put(ref, text, over, signal),
      },
      async () => {
        const { isThere, isAsBefore } = await isOurs()
        // Another text, of another version: ours may have stood there in between.
        return isThere ? true : isAsBefore ? false : undefined
      },
    )
    if (sent.kind === 'unknown') return sent
    if (sent.kind === 'answered' && sent.answer !== 'conflict')
      return { kind: 'written', version: sent.answer.version }
    // An attempt whose answer was lost may have been the one that is in the way now.
    if (sent.kind === 'answered') await isOurs()
    return mine === undefined ? { kind: 'conflict' } : { kind: 'written', version: mine.version }
  }

  return {
    read,
    create: (ref, text, call) => write(ref, text, undefined, call),
    replace: (ref, text, version, call) => write(ref, text, version, call),
    async list(ref, call) {
      const keys: string[] = []
      let token: string | undefined
      do {
        const at = token
        const page = await send({
          cloud,
          name: names.list,
          kind: 'read',
          call,
          sort,
          send: (signal) => requests.page(ref, at, signal),
        })
        keys.push(...page.keys)
        token = page.next
      } while (token !== undefined)
      return keys
    },
  }
}
