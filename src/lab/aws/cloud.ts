import type { LabCloud, LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { handleInMemory } from '../objects/in-memory.ts'
import { resumeTransition } from '../wire/database-lifecycle.ts'
import { answerFromZones } from '../wire/dns-answer.ts'
import { handleCostExplorer, jsonRefusal } from './cost-explorer.ts'
import { handleDataSync } from './datasync.ts'
import { handleIam } from './iam.ts'
import { handlePriceList } from './price-list.ts'
import { handleRds } from './rds.ts'
import { handleRoute53 } from './route53.ts'
import { route53Views } from './route53-answers.ts'
import { route53Probes } from './route53-health-checks.ts'
import { makeS3 } from './s3.ts'
import { s3Throttled } from './s3-wire.ts'
import { seedAws } from './seed.ts'
import { type AwsState, emptyAwsState } from './state.ts'
import { handleSts } from './sts.ts'
import {
  AWS_SERVICES,
  type AwsDocumentService,
  AwsFault,
  awsRefusal,
  awsServiceOf,
  requireSignature,
} from './wire.ts'

/** The lab's AWS: Route 53, RDS, STS, IAM roles, S3, DataSync, Cost Explorer and the Price List over one account. */
export function makeAwsCloud(host: LabHost): LabCloud {
  let state: AwsState = emptyAwsState()
  const s3 = makeS3(host, () => state.region)
  const handlers = {
    route53: handleRoute53,
    rds: handleRds,
    sts: handleSts,
    iam: handleIam,
    ce: handleCostExplorer,
    pricing: handlePriceList,
    datasync: (known: AwsState, own: LabHost, request: LabRequest) =>
      handleDataSync(known, own, s3.store, request),
  }
  return {
    name: 'aws',
    serviceOf: awsServiceOf,
    services: AWS_SERVICES,
    handle: async (request: LabRequest): Promise<LabResponse> => {
      const service = awsServiceOf(request)
      if (service === 's3') return handleInMemory(s3, request)
      try {
        requireSignature(request, service)
        return handlers[service](state, host, request)
      } catch (error) {
        const fault =
          error instanceof AwsFault
            ? error
            : new AwsFault(500, 'InternalFailure', `The lab failed: ${String(error)}`)
        return isJsonService(service) ? jsonRefusal(host, fault) : awsRefusal(host, service, fault)
      }
    },
    objects: s3,
    throttled: (service) => {
      if (service === 's3') return s3Throttled(host)
      if (isJsonService(service)) {
        return jsonRefusal(
          host,
          new AwsFault(
            400,
            service === 'ce' ? 'LimitExceededException' : 'ThrottlingException',
            'Rate exceeded',
          ),
        )
      }
      const known: AwsDocumentService =
        service === 'rds' || service === 'sts' || service === 'iam' ? service : 'route53'
      return awsRefusal(host, known, new AwsFault(400, 'Throttling', 'Rate exceeded'))
    },
    answerDns: (question) => answerFromZones(route53Views(state, host), question),
    probes: () => route53Probes(state),
    seed: (seed) => {
      state = seedAws(host, seed)
      for (const bucket of seed.buckets ?? [])
        if (s3.store.get(bucket) === undefined) s3.store.create(bucket, { region: state.region })
      host.changed()
    },
    save: () => structuredClone(state),
    restore: (saved) => {
      state = { ...emptyAwsState(), ...(structuredClone(saved) as AwsState) }
      for (const task of state.dataSync.tasks) task.status = 'AVAILABLE'
      // What was being copied when the lab ended has ended with it.
      for (const execution of state.dataSync.executions)
        if (execution.status !== 'SUCCESS') Object.assign(execution, { status: 'ERROR' })
      for (const instance of state.databases)
        resumeTransition(host, instance.DBInstanceIdentifier, instance.life)
    },
  }
}

/** Those that answer in JSON, with its own error document. */
function isJsonService(service: string): boolean {
  return service === 'ce' || service === 'pricing' || service === 'datasync'
}
