import { McloudError } from '../../errors/mcloud-error.ts'
import type { GcpContext } from './context.ts'
import type { RecordSet } from './record-set.ts'
import { gcpBaseUrl } from './rest.ts'

/** https://cloud.google.com/dns/docs/reference/rest/v1/changes */
export interface Change {
  readonly id: string
  readonly status?: 'pending' | 'done'
}

export interface ZoneChange {
  readonly additions: readonly RecordSet[]
  readonly deletions: readonly RecordSet[]
}

export interface DnsClient {
  /** Imports Google's client, which takes 0.05 to 0.15 s. */
  load(): Promise<void>
  /** One attempt at an atomic change of a zone. */
  createChange(zoneId: string, change: ZoneChange, signal: AbortSignal): Promise<Change>
}

/**
 * Cloud DNS through Google's own client, for the changes. What it sends goes over the caller of the reads: its
 * own transport knows no abort and repeats a request without an answer for seconds, unasked.
 */
export function makeDnsClient({ project, endpoints, authorized }: GcpContext): DnsClient {
  const imported = () => import('@google-cloud/dns')
  return {
    async load() {
      await imported()
    },
    async createChange(zoneId, { additions, deletions }, signal) {
      const { DNS } = await imported()
      const dns = new DNS({ projectId: project })
      dns.request = (options, callback) => {
        const url = `${gcpBaseUrl('dns', endpoints)}/dns/v1/projects/${project}/${options.uri}`
        const answered = authorized({ method: 'POST', url, body: options.json, signal })
        answered.then(
          ({ json }) => callback?.(null, json as never),
          (error: unknown) => callback?.(error as Error),
        )
      }
      const zone = dns.zone(zoneId)
      // The client's records pass on all that they are made of, routing policies included; its types do not
      // know those.
      const record = (set: RecordSet) => zone.record(set.type.toLowerCase(), set as never)
      const [, answer] = await zone.createChange({
        add: additions.map(record),
        delete: deletions.map(record),
      })
      const change = answer as Partial<Change> | undefined
      if (change?.id !== undefined) return { ...change, id: change.id }
      throw new McloudError({
        code: 'CLOUD_FAILED',
        provider: 'gcp',
        call: 'dns.changes.create',
        message: 'gcp: dns.changes.create: the answer names no change',
        retry: 'check-first',
      })
    },
  }
}
