import type { LabCloud, LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { handleInMemory } from '../objects/in-memory.ts'
import { resumeTransition } from '../wire/database-lifecycle.ts'
import { answerFromZones } from '../wire/dns-answer.ts'
import { pathSegments, queryOf } from '../wire/request-url.ts'
import { handleBigQuery } from './bigquery.ts'
import { handleCatalog } from './billing-catalog.ts'
import { handleCloudDns } from './cloud-dns.ts'
import { cloudDnsProbes, cloudDnsViews } from './cloud-dns-answers.ts'
import { handleCloudSql } from './cloud-sql.ts'
import { handleCompute } from './compute-health-checks.ts'
import { handleIam } from './iam.ts'
import { projectPolicy } from './iam-policy.ts'
import { getProject, handleOauth2 } from './identity.ts'
import { handleMonitoring, uptimeProbes } from './monitoring.ts'
import { seedGcp } from './seed.ts'
import { getServiceOperation, handleServiceUsage } from './service-usage.ts'
import { emptyGcpState, type GcpState } from './state.ts'
import { isStorage, makeStorage, type Storage } from './storage.ts'
import { handleStorageTransfer } from './storage-transfer.ts'
import {
  GCP_SERVICES,
  type GcpService,
  GoogleFault,
  googleRefusal,
  googleThrottled,
  notModelled,
  requireBearer,
} from './wire.ts'

/** The lab's Google Cloud: Cloud DNS, Compute health checks, Cloud SQL, Cloud Storage, Storage Transfer Service, uptime checks, BigQuery, the billing catalogue, services, service accounts and identity over one project. */
export function makeGcpCloud(host: LabHost): LabCloud {
  let state: GcpState = emptyGcpState()
  const storage = makeStorage(host, () => state)
  return {
    name: 'gcp',
    serviceOf: (request) => serviceOf(request),
    services: GCP_SERVICES,
    objects: storage,
    handle: async (request: LabRequest): Promise<LabResponse> => {
      if (isStorage(request)) return handleInMemory(storage, request)
      try {
        return await handle(state, host, storage, request)
      } catch (error) {
        return googleRefusal(
          host,
          error instanceof GoogleFault
            ? error
            : new GoogleFault(500, 'backendError', `The lab failed: ${String(error)}`, 'INTERNAL'),
        )
      }
    },
    throttled: (service) => googleThrottled(host, service),
    answerDns: (question) => answerFromZones(cloudDnsViews(state, host), question),
    probes: () => [...cloudDnsProbes(state), ...uptimeProbes(state)],
    seed: (seed) => {
      state = seedGcp(host, seed)
      const location = state.region.toUpperCase()
      for (const bucket of seed.buckets ?? [])
        if (storage.store.get(bucket) === undefined) storage.store.create(bucket, { location })
      host.changed()
    },
    save: () => structuredClone(state),
    restore: (saved) => {
      state = { ...emptyGcpState(), ...(structuredClone(saved) as GcpState) }
      // What was being copied when the lab ended has ended with it.
      for (const running of state.transferOperations)
        if (running.status === 'IN_PROGRESS') Object.assign(running, { status: 'FAILED', reason: 'ABORTED' })
      for (const instance of state.instances) resumeTransition(host, instance.name, instance.life)
    },
  }
}

function serviceOf(request: LabRequest): GcpService {
  return isStorage(request) ? 'storage' : routeOf(request).service
}

interface Route {
  readonly service: GcpService
  readonly version: string
  readonly project: string
  /** What follows the project. */
  readonly path: readonly string[]
  /** After the project's own name. */
  readonly verb?: string
}

/** The service of a path, in the forms of the Node clients, of gcloud and of the discovery documents. */
function routeOf(request: LabRequest): Route {
  const parts = pathSegments(request)
  const at = parts.indexOf('projects')
  const prefix = parts.slice(0, Math.max(at, 0)).join('/')
  const path = parts.slice(at + 2)
  // `projects/shop:getIamPolicy`: a verb on the project itself.
  const [project = '', verb] = at < 0 ? [] : (parts[at + 1] ?? '').split(':')
  const route = (service: GcpService): Route => ({
    service,
    version: prefix,
    project,
    path,
    ...(verb === undefined ? {} : { verb }),
  })
  if (at < 0 && parts[0] === 'v1' && parts[1] === 'operations')
    return { ...route('serviceusage'), path: parts.slice(1) }
  if (at < 0 && parts[0] === 'v1' && parts[1] === 'services') return route('cloudbilling')
  if (isTransfer(parts)) return route('storagetransfer')
  if (at < 0) return route('oauth2')
  if (prefix === 'v1' && path[0] === 'services') return route('serviceusage')
  if (prefix === 'v1' && path[0] === 'serviceAccounts') return route('iam')
  if (prefix.startsWith('dns/')) return route('dns')
  if (prefix === 'compute/v1') return route('compute')
  if (prefix === 'v3' && (path[0] === 'uptimeCheckConfigs' || path[0] === 'timeSeries'))
    return route('monitoring')
  if (prefix === 'bigquery/v2') return route('bigquery')
  if (prefix === 'sql/v1beta4' || prefix === 'sql/v1') return route('sql')
  if ((prefix === 'v1' || prefix === 'v3') && path.length === 0) return route('resourcemanager')
  if (prefix === 'v1') return route('sql')
  if (prefix === '' && path[0] === 'managedZones') return route('dns')
  return route(prefix === '' ? 'compute' : 'oauth2')
}

function isTransfer([version, kind]: readonly string[]): boolean {
  return version === 'v1' && (kind === 'transferJobs' || kind === 'transferOperations')
}

function handle(
  state: GcpState,
  host: LabHost,
  { store }: Storage,
  request: LabRequest,
): LabResponse | Promise<LabResponse> {
  const { service, version, project, path, verb } = routeOf(request)
  const query = queryOf(request)
  if (service === 'oauth2') return handleOauth2(host, request, query)
  requireBearer(request)
  if (service === 'storagetransfer')
    return handleStorageTransfer(state, host, store, request, pathSegments(request), query)
  if (service === 'serviceusage' && path[0] === 'operations')
    return getServiceOperation(state, host, request, path)
  if (service === 'cloudbilling') return handleCatalog(host, request, query)
  if (project !== state.project && project !== state.projectNumber) {
    throw new GoogleFault(
      403,
      'forbidden',
      `Permission denied on resource project ${project}.`,
      'PERMISSION_DENIED',
    )
  }
  if (service === 'dns') return handleCloudDns(state, host, request, path, query)
  if (service === 'compute') return handleCompute(state, host, request, path, query)
  if (service === 'monitoring') return handleMonitoring(state, host, request, path, query)
  if (service === 'bigquery') return handleBigQuery(state, host, request, path, query)
  if (service === 'sql') return handleCloudSql(state, host, request, path, query)
  if (service === 'serviceusage') return handleServiceUsage(state, host, request, path)
  if (service === 'iam') return handleIam(state, host, request, path)
  if (verb !== undefined) return projectPolicy(state, host, request, verb)
  if (request.method !== 'GET') throw notModelled(request)
  return getProject(state, host, version)
}
