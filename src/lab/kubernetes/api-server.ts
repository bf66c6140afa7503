import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { randomUuid } from '../wire/choose.ts'
import { pathSegments, queryOf } from '../wire/request-url.ts'
import type { KubernetesObject, KubernetesState } from './state.ts'

/** A refusal in the words of Kubernetes: a Status. */
class KubernetesFault extends Error {
  readonly code: number
  readonly reason: string

  constructor(code: number, reason: string, message: string) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

const KINDS = {
  configmaps: { kind: 'ConfigMap', version: 'v1', group: '' },
  leases: { kind: 'Lease', version: 'coordination.k8s.io/v1', group: 'coordination.k8s.io' },
} as const
type Plural = keyof typeof KINDS

/**
 * A minimal Kubernetes API server: ConfigMaps and Leases of a namespace with resource versions, and as much of
 * discovery as kubectl asks for. `path` is what follows the server's URL.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export function handleKubernetes(
  state: KubernetesState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
): LabResponse {
  try {
    if (!/^Bearer \S+/.test(request.headers.authorization ?? ''))
      throw new KubernetesFault(401, 'Unauthorized', 'Unauthorized')
    return answer(host, ...route(state, host, request, path))
  } catch (error) {
    const fault =
      error instanceof KubernetesFault
        ? error
        : new KubernetesFault(500, 'InternalError', `The lab failed: ${String(error)}`)
    const { code, reason, message } = fault
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      code,
    }
    return answer(host, code, status)
  }
}

function answer(host: LabHost, status: number, content: unknown): LabResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'audit-id': randomUuid(host) },
    body: `${JSON.stringify(content)}\n`,
  }
}

function route(
  state: KubernetesState,
  host: LabHost,
  request: LabRequest,
  path: readonly string[],
): [status: number, content: unknown] {
  const found = discovery(path)
  if (found !== undefined && request.method === 'GET') return [200, found]
  const isGroup = path[0] === 'apis' && path[1] === 'coordination.k8s.io' && path[2] === 'v1'
  const [folder, namespace = '', plural = '', name, ...rest] = path.slice(isGroup ? 3 : 2)
  const known = isGroup ? 'leases' : 'configmaps'
  if (folder !== 'namespaces' || plural !== known || rest.length > 0 || (!isGroup && path[0] !== 'api'))
    throw new KubernetesFault(404, 'NotFound', 'the server could not find the requested resource')
  const all = { state, host, namespace, plural: known } as const
  if (name === undefined) {
    if (request.method === 'GET') return [200, list(all, request)]
    if (request.method === 'POST') return [201, create(all, request)]
  } else {
    const { kind } = KINDS[known]
    const object = state.objects.find(
      (each) => each.kind === kind && each.metadata.namespace === namespace && each.metadata.name === name,
    )
    if (object === undefined) throw notFound(known, name)
    if (request.method === 'GET') return [200, object]
    if (request.method === 'PUT') return [200, update(all, request, object)]
    if (request.method === 'DELETE') {
      state.objects = state.objects.filter((each) => each !== object)
      state.revision += 1
      host.changed()
      const details = { name, kind: known, uid: object.metadata.uid }
      return [200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }]
    }
  }
  throw new KubernetesFault(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  )
}

interface Place {
  readonly state: KubernetesState
  readonly host: LabHost
  readonly namespace: string
  readonly plural: Plural
}

function list({ state, namespace, plural }: Place, request: LabRequest): unknown {
  const query = queryOf(request)
  if (query.get('watch') === 'true' || query.has('fieldSelector'))
    throw new KubernetesFault(400, 'BadRequest', 'This lab models neither watches nor field selectors.')
  const wanted = (query.get('labelSelector') ?? '').split(',').filter((part) => part !== '')
  if (wanted.some((part) => !/^[^=!()\s]+={1,2}[^=\s]*$/.test(part)))
    throw new KubernetesFault(400, 'BadRequest', 'This lab models only selectors of the form name=value.')
  const { kind, version } = KINDS[plural]
  const found = state.objects
    .filter((each) => each.kind === kind && each.metadata.namespace === namespace)
    .filter(({ metadata }) =>
      wanted.every((part) => {
        const [label = '', value] = part.split(/={1,2}/)
        return metadata.labels?.[label] === value
      }),
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  const after = Buffer.from(query.get('continue') ?? '', 'base64url').toString()
  const from = found.filter(({ metadata }) => metadata.name > after)
  const limit = Number(query.get('limit') || from.length)
  const items = from.slice(0, limit)
  const last = items.at(-1)?.metadata.name
  const metadata = {
    resourceVersion: `${state.revision}`,
    ...(last === undefined || items.length === from.length
      ? {}
      : {
          continue: Buffer.from(last).toString('base64url'),
          remainingItemCount: from.length - items.length,
        }),
  }
  if (/as=PartialObjectMetadataList/.test(request.headers.accept ?? '')) {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map((each) => ({
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: each.metadata,
      })),
    }
  }
  return { kind: `${kind}List`, apiVersion: version, metadata, items }
}

function create({ state, host, namespace, plural }: Place, request: LabRequest): KubernetesObject {
  const given = readBody(request, plural)
  if (!state.namespaces.includes(namespace)) throw notFound('namespaces', namespace)
  const { name } = given.metadata
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))
    throw new KubernetesFault(
      422,
      'Invalid',
      `${given.kind} "${name}" is invalid: metadata.name: Invalid value`,
    )
  const { kind } = KINDS[plural]
  const present = state.objects.some(
    (each) => each.kind === kind && each.metadata.namespace === namespace && each.metadata.name === name,
  )
  if (present) throw new KubernetesFault(409, 'AlreadyExists', `${resource(plural)} "${name}" already exists`)
  state.revision += 1
  const object: KubernetesObject = {
    ...given,
    metadata: {
      ...given.metadata,
      namespace,
      uid: randomUuid(host),
      resourceVersion: `${state.revision}`,
      creationTimestamp: new Date(host.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  }
  state.objects.push(object)
  host.changed()
  return object
}

function update(place: Place, request: LabRequest, present: KubernetesObject): KubernetesObject {
  const { state, host, plural } = place
  const given = readBody(request, plural)
  const { name } = present.metadata
  const version = given.metadata.resourceVersion
  if (version !== undefined && version !== present.metadata.resourceVersion)
    throw new KubernetesFault(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${resource(plural)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    )
  state.revision += 1
  const { uid, creationTimestamp, namespace } = present.metadata
  const object: KubernetesObject = {
    ...given,
    metadata: {
      ...given.metadata,
      name,
      namespace,
      uid,
      creationTimestamp,
      resourceVersion: `${state.revision}`,
    },
  }
  state.objects = state.objects.map((each) => (each === present ? object : each))
  host.changed()
  return object
}

function readBody(request: LabRequest, plural: Plural): KubernetesObject {
  try {
    const body = JSON.parse(request.body.toString('utf8')) as Partial<KubernetesObject>
    const { kind, version } = KINDS[plural]
    if (body.kind === kind && body.apiVersion === version && typeof body.metadata?.name === 'string')
      return body as KubernetesObject
  } catch {
    // Refused below.
  }
  throw new KubernetesFault(400, 'BadRequest', `the object provided is no ${KINDS[plural].kind}`)
}

function resource(plural: Plural): string {
  const { group } = KINDS[plural]
  return group === '' ? plural : `${plural}.${group}`
}

function notFound(plural: string, name: string): KubernetesFault {
  const named = plural === 'namespaces' ? plural : resource(plural as Plural)
  return new KubernetesFault(404, 'NotFound', `${named} "${name}" not found`)
}

/** What a client asks before anything else: which groups and resources there are. */
function discovery(path: readonly string[]): unknown {
  const verbs = ['create', 'delete', 'get', 'list', 'update']
  const resources = (plural: Plural, groupVersion: string) => ({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: [
      {
        name: plural,
        singularName: KINDS[plural].kind.toLowerCase(),
        namespaced: true,
        kind: KINDS[plural].kind,
        verbs,
      },
    ],
  })
  const version = { groupVersion: 'coordination.k8s.io/v1', version: 'v1' }
  const group = { name: 'coordination.k8s.io', versions: [version], preferredVersion: version }
  switch (path.join('/')) {
    case 'version':
      return { major: '1', minor: '32', gitVersion: 'v1.32.0-lab', platform: 'lab' }
    case 'api':
      return { kind: 'APIVersions', versions: ['v1'] }
    case 'apis':
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: [group] }
    case 'api/v1':
      return resources('configmaps', 'v1')
    case 'apis/coordination.k8s.io/v1':
      return resources('leases', 'coordination.k8s.io/v1')
    default:
      return undefined
  }
}

/** The path behind the server's URL, where a request is for the API server that is reached under `/kubernetes`. */
export function kubernetesPath(request: Pick<LabRequest, 'url'>): readonly string[] | undefined {
  const [first, ...rest] = pathSegments({ method: '', headers: {}, ...request })
  return first === 'kubernetes' ? rest : undefined
}
