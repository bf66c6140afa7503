import type { LabCloud, LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { resumeTransition } from '../wire/database-lifecycle.ts'
import { answerFromZones } from '../wire/dns-answer.ts'
import { costExplorerRefusal, handleCostExplorer } from './cost-explorer.ts'
import { handleRds } from './rds.ts'
import { handleRoute53 } from './route53.ts'
import { route53Views } from './route53-answers.ts'
import { route53Probes } from './route53-health-checks.ts'
import { seedAws } from './seed.ts'
import { type AwsState, emptyAwsState } from './state.ts'
import { handleSts } from './sts.ts'
import { AwsFault, type AwsService, awsRefusal, awsServiceOf, requireSignature } from './wire.ts'

/** The lab's AWS: Route 53, RDS, STS and Cost Explorer over one account. */
export function makeAwsCloud(host: LabHost): LabCloud {
  let state: AwsState = emptyAwsState()
  const handlers = { route53: handleRoute53, rds: handleRds, sts: handleSts, ce: handleCostExplorer }
  return {
    name: 'aws',
    serviceOf: awsServiceOf,
    handle: async (request: LabRequest): Promise<LabResponse> => {
      const service = awsServiceOf(request)
      try {
        requireSignature(request, service)
        return handlers[service](state, host, request)
      } catch (error) {
        const fault =
          error instanceof AwsFault
            ? error
            : new AwsFault(500, 'InternalFailure', `The lab failed: ${String(error)}`)
        return service === 'ce' ? costExplorerRefusal(host, fault) : awsRefusal(host, service, fault)
      }
    },
    throttled: (service) => {
      if (service === 'ce') {
        return costExplorerRefusal(host, new AwsFault(400, 'LimitExceededException', 'Rate exceeded'))
      }
      const known: AwsService = service === 'rds' || service === 'sts' ? service : 'route53'
      return awsRefusal(host, known, new AwsFault(400, 'Throttling', 'Rate exceeded'))
    },
    answerDns: (question) => answerFromZones(route53Views(state, host), question),
    probes: () => route53Probes(state),
    seed: (seed) => {
      state = seedAws(host, seed)
      host.changed()
    },
    save: () => structuredClone(state),
    restore: (saved) => {
      state = structuredClone(saved) as AwsState
      for (const instance of state.databases)
        resumeTransition(host, instance.DBInstanceIdentifier, instance.life)
    },
  }
}
