import { createHash } from 'node:crypto'
import type { Failure } from '../calls/failure.ts'
import { failureKindOfStatus, retryAfterMs } from '../calls/failure.ts'
import { HttpRefusal, makeHttpJson } from '../calls/http-json.ts'
import { makeLeases } from '../calls/leases.ts'
import type { Leases } from '../provider.ts'
import type { ClusterAccessInput } from './cluster-access.ts'
import { findCluster } from './cluster-access.ts'

const KEY = 'mcloud.dev/key'
const DOCUMENT = 'mcloud.dev/document'
const OWNER = { 'app.kubernetes.io/managed-by': 'mcloud' }
/** Names only, where the server can leave the rest out. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json'

interface Resource {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly resourceVersion?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly data?: Readonly<Record<string, string>>
  readonly spec?: Readonly<Record<string, unknown>>
}

/**
 * Documents in a namespace, written on the condition of their resource version: the run lock is a Lease, so that
 * `kubectl get leases` shows who holds it, everything else a ConfigMap. The bucket is the namespace.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
export async function makeKubernetesDocuments(input: ClusterAccessInput): Promise<Leases> {
  const cluster = await findCluster(input)
  const http = makeHttpJson(
    async () => cluster.authority,
    async () => cluster.certificate,
  )
  const ask = async <T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    signal: AbortSignal,
    more: { readonly body?: Resource; readonly accept?: string } = {},
  ): Promise<T> => {
    const token = await cluster.token()
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(more.accept === undefined ? {} : { accept: more.accept }),
    }
    const { body } = more
    const url = `${cluster.server}${path}`
    const answer = await http({ method, url, headers, signal, ...(body === undefined ? {} : { body }) })
    return answer.json as T
  }
  return makeLeases({
    cloud: 'kubernetes',
    names: { read: 'get', write: 'update', list: 'list' },
    sort,
    async get({ bucket, key }, signal) {
      try {
        const found = await ask<Resource>('GET', `${folderOf(bucket, key)}/${nameOf(key)}`, signal)
        const text = found.data?.document ?? found.metadata.annotations?.[DOCUMENT] ?? ''
        return { text, version: found.metadata.resourceVersion ?? '' }
      } catch (error) {
        if (statusOf(error) === 404) return undefined
        throw error
      }
    },
    async put({ bucket, key }, text, over, signal) {
      const folder = folderOf(bucket, key)
      const body = resourceOf(key, text, over)
      try {
        const written =
          over === undefined
            ? await ask<Resource>('POST', folder, signal, { body })
            : await ask<Resource>('PUT', `${folder}/${body.metadata.name}`, signal, { body })
        return { version: written.metadata.resourceVersion ?? '' }
      } catch (error) {
        // Created already, changed since, or gone; a namespace that is not there answers a creation with 404.
        if (statusOf(error) === 409 || (statusOf(error) === 404 && over !== undefined)) return 'conflict'
        throw error
      }
    },
    async page({ bucket, key }, token, signal) {
      // ConfigMaps first, then Leases; the order of the keys is the caller's.
      const [kind = 'configmaps', rest = ''] = token?.split(' ', 2) ?? []
      const query = new URLSearchParams({ labelSelector: selectorOf(key), limit: '500' })
      if (rest !== '') query.set('continue', rest)
      const path = kind === 'leases' ? leasesIn(bucket) : configMapsIn(bucket)
      const { items = [], metadata = {} } = await ask<{
        items?: readonly Resource[]
        metadata?: { continue?: string }
      }>('GET', `${path}?${query}`, signal, { accept: METADATA_ONLY })
      const keys = items
        .flatMap((item) => item.metadata.annotations?.[KEY] ?? [])
        .filter((found) => found.startsWith(key))
      if (metadata.continue) return { keys, next: `${kind} ${metadata.continue}` }
      return kind === 'leases' ? { keys } : { keys, next: 'leases ' }
    },
  })
}

const configMapsIn = (namespace: string) => `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`
const leasesIn = (namespace: string) =>
  `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`

function isLock(key: string): boolean {
  return key.endsWith('/control')
}

function folderOf(namespace: string, key: string): string {
  return isLock(key) ? leasesIn(namespace) : configMapsIn(namespace)
}

/** A name that Kubernetes takes, legible and still as distinct as the key. */
function nameOf(key: string): string {
  const legible = key
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 180)
  return `mcloud-${legible}-${hash(key)}`
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function resourceOf(key: string, text: string, resourceVersion: string | undefined): Resource {
  const metadata = {
    name: nameOf(key),
    labels: { ...OWNER, ...foldersAbove(key) },
    annotations: { [KEY]: key },
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  }
  if (!isLock(key)) return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { document: text } }
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...metadata, annotations: { ...metadata.annotations, [DOCUMENT]: text } },
    spec: holderIn(text),
  }
}

/** A label for each folder that the key is in, so that the server itself can choose what is under one. */
function foldersAbove(key: string): Record<string, string> {
  const parts = key.split('/').slice(0, -1)
  return Object.fromEntries(
    parts.map((_, depth) => [`mcloud.dev/in-${depth + 1}`, hash(parts.slice(0, depth + 1).join('/'))]),
  )
}

function selectorOf(prefix: string): string {
  const parts = prefix.split('/').slice(0, -1)
  const labels = {
    ...OWNER,
    ...(parts.length === 0 ? {} : { [`mcloud.dev/in-${parts.length}`]: hash(parts.join('/')) }),
  }
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

/** For people who look at the Lease: the run that holds it. mcloud itself reads the document only. */
function holderIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const { run } =
      (JSON.parse(text) as { value?: { run?: { id?: string; renewedAt?: string } } }).value ?? {}
    const renewed = Date.parse(run?.renewedAt ?? '')
    return {
      ...(run?.id === undefined ? {} : { holderIdentity: run.id }),
      ...(Number.isNaN(renewed) ? {} : { renewTime: new Date(renewed).toISOString().replace('Z', '000Z') }),
    }
  } catch {
    return {}
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof HttpRefusal ? error.answer.status : undefined
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
function sort(error: unknown): Failure {
  const status = statusOf(error)
  if (!(error instanceof HttpRefusal) || status === undefined)
    return { kind: 'cut', message: (error as Error).message ?? String(error) }
  const { message, reason } = (error.answer.json ?? {}) as { message?: string; reason?: string }
  const kind = failureKindOfStatus(status)
  const wait = retryAfterMs(error.answer.headers['retry-after'])
  const id = error.answer.headers['audit-id']
  return {
    kind,
    message: message ?? reason ?? error.message,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(typeof id === 'string' ? { requestId: id } : {}),
    ...(kind === 'denied'
      ? {
          hint: 'Allow get, list, create and update of configmaps and leases in the namespace; see docs/permissions.md.',
        }
      : {}),
  }
}
