import type { Cloud } from '../../config/clouds.ts'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { StepScope, Verdict } from '../runs/step.ts'
import type { ScenarioContext, ScenarioRunStep } from './scenario-run.ts'
import type { ScenarioStep } from './scenario-step.ts'

type Of<U extends ScenarioStep['use']> = Extract<ScenarioStep, { use: U }>

const PACE_MS = 500
const PROBE_MS = 3_000

/** Waits until every workload with a health URL in a cloud answers well. */
export function waitStep(id: string, { cloud, timeoutMs }: Of<'wait-healthy'>): ScenarioRunStep {
  return {
    id,
    describe: () => `Wait until the workloads in ${cloud} are healthy, ${timeoutMs} ms at most`,
    run: async (context, scope) => {
      const endMs = Math.min(scope.clock.now() + timeoutMs, scope.call.deadlineMs)
      for (;;) {
        const { bad } = await probeWorkloads(context, cloud, scope)
        if (bad.length === 0) return
        if (scope.clock.now() + PACE_MS >= endMs)
          throw new McloudError({
            code: 'DEADLINE',
            message: `Not healthy in ${cloud} within ${timeoutMs} ms: ${bad.join('; ')}`,
          })
        await scope.clock.sleep(PACE_MS, scope.call.signal)
        scope.call.signal.throwIfAborted()
      }
    },
    verify: async (context, scope) => {
      const { asked, bad } = await probeWorkloads(context, cloud, scope)
      if (bad.length > 0) return { kind: 'no', reason: bad.join('; ') }
      return {
        kind: 'yes',
        note: asked === 0 ? `no workload has a health URL in ${cloud}` : `${asked} healthy`,
      }
    },
  }
}

/** Looks whether a cloud could carry the load, as far as anything tells; what nothing tells is said. */
export function capacityStep(id: string, { cloud }: Of<'verify-capacity'>): ScenarioRunStep {
  return {
    id,
    describe: () => `See that ${cloud} can carry the load, as far as it tells`,
    run: async () => {},
    verify: async (context, scope): Promise<Verdict> => {
      const { asked, bad } = await probeWorkloads(context, cloud, scope)
      const databases = await databaseStates(context, cloud, scope)
      const wrong = [...bad, ...databases.wrong]
      if (wrong.length > 0) return { kind: 'no', reason: wrong.join('; ') }
      return {
        kind: 'yes',
        note: [
          `${asked} workloads healthy`,
          ...databases.right,
          ...databases.unknown,
          'not checked: quotas, instance counts and sizes, and load that is not there yet',
        ].join('; '),
      }
    },
  }
}

/** Asks every workload with a health URL in a cloud, once. */
export async function probeWorkloads(
  { platform, health }: ScenarioContext,
  cloud: Cloud,
  { call, clock }: StepScope,
): Promise<{ asked: number; bad: string[] }> {
  const urls = Object.values(platform.workloads).flatMap(({ name, health: at }) =>
    at[cloud] === undefined ? [] : [{ name, url: at[cloud] }],
  )
  const deadlineMs = Math.min(call.deadlineMs, clock.now() + PROBE_MS)
  const bad = await Promise.all(
    urls.map(async ({ name, url }) => {
      const probe = await health.probe(url, { ...call, deadlineMs })
      return probe.healthy ? [] : [`${name}: ${probe.reason ?? 'not healthy'}`]
    }),
  )
  return { asked: urls.length, bad: bad.flat() }
}

async function databaseStates(
  { platform, providers }: ScenarioContext,
  cloud: Cloud,
  { call }: StepScope,
): Promise<{ right: string[]; wrong: string[]; unknown: string[] }> {
  const right: string[] = []
  const wrong: string[] = []
  const unknown: string[] = []
  for (const { members } of Object.values(platform.databases)) {
    const member = members[cloud]
    if (member === undefined) continue
    const { instance, region, resourceGroup } = member
    const ref = {
      instance,
      ...(region === undefined ? {} : { region }),
      ...(resourceGroup === undefined ? {} : { resourceGroup }),
    }
    try {
      const seen = await (await providers.get(cloud)).can.databases?.observe(ref, call)
      if (seen === undefined) unknown.push(`nothing tells the state of ${instance}`)
      else if (seen.state === 'running') right.push(`${instance} runs`)
      else wrong.push(`${instance} is ${seen.vendorState}`)
    } catch (error) {
      if (!isMcloudError(error) || call.signal.aborted) throw error
      unknown.push(`${instance} could not be looked at (${error.message})`)
    }
  }
  return { right, wrong, unknown }
}
