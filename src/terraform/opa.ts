import type { PlanJudges } from '../core/deploy/deploy-ports.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Environment } from './terraform-process.ts'

/**
 * Judges a plan by Rego policies with the operator's own opa; the plan goes in by standard input, because it may hold
 * secrets. https://www.openpolicyagent.org/docs/cli#eval
 */
export function makeDenials(
  environment: Environment,
  workingFolder: string,
): NonNullable<PlanJudges['denials']> {
  return async ({ policies, package: name, binary }, plan, call) => {
    const { execa } = await import('execa')
    const args = ['eval', '--format', 'json', '--stdin-input', '--data', policies, `data.${name}.deny`]
    const ran = await execa(binary ?? 'opa', args, {
      cwd: workingFolder,
      env: environment as Record<string, string>,
      extendEnv: false,
      input: JSON.stringify(plan),
      reject: false,
      cancelSignal: call.signal,
    })
    if (ran.failed && ran.exitCode === undefined)
      throw new McloudError({
        code: 'TOOL_MISSING',
        message: `${binary ?? 'opa'} cannot be run, and the platform file asks for its policies.`,
        hint: 'Install it from https://www.openpolicyagent.org/docs/#1-download-opa, or name it under `deploy.policies.opa.binary`.',
      })
    if (ran.exitCode !== 0)
      throw new McloudError({
        code: 'POLICY_REFUSED',
        message: `opa could not judge the plan: ${`${ran.stderr}${ran.stdout}`.trim().slice(0, 500)}`,
      })
    return denialsIn(ran.stdout, name)
  }
}

interface Evaluation {
  readonly result?: readonly { readonly expressions?: readonly { readonly value?: unknown }[] }[]
}

/** Texts of `deny`; a package without it refuses too, because a policy that is not found judges nothing. */
function denialsIn(output: string, name: string): string[] {
  const value = (JSON.parse(output) as Evaluation).result?.[0]?.expressions?.[0]?.value
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  return [`the policies define no data.${name}.deny`]
}
