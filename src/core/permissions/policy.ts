import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { Progress } from '../ports.ts'
import type { Result } from '../result.ts'
import { AWS_PERMISSIONS } from './aws.ts'
import { AZURE_PERMISSIONS } from './azure.ts'
import { GCP_PERMISSIONS } from './gcp.ts'
import type { Permission } from './permission.ts'

export const PERMISSIONS: Readonly<Record<Cloud, readonly Permission[]>> = {
  aws: AWS_PERMISSIONS,
  gcp: GCP_PERMISSIONS,
  azure: AZURE_PERMISSIONS,
}

/** A policy in a cloud's own form. */
export interface PolicyDocument {
  readonly cloud: Cloud
  readonly format: 'json' | 'yaml'
  /** As the vendor's own tool takes it. */
  readonly text: string
}

export interface PolicyPorts {
  readonly progress: Progress
  platform(): Promise<Platform>
}

export interface PolicyRequest {
  readonly cloud: Cloud
  readonly purpose: Permission['purpose']
}

/** A needed permission, with what it is needed on. */
interface Needed {
  readonly permission: Permission
  readonly resources: readonly string[]
}

/** What mcloud itself calls for this platform, as a policy or role of one cloud. @throws McloudError USAGE */
export async function policyCommand(
  { cloud, purpose }: PolicyRequest,
  ports: PolicyPorts,
): Promise<Result<PolicyDocument>> {
  const platform = await ports.platform()
  if (platform.clouds[cloud] === undefined)
    throw new McloudError({
      code: 'USAGE',
      message: `The platform does not live in ${cloud}.`,
      hint: `It lives in ${Object.keys(platform.clouds).join(', ')}.`,
    })
  const needed = PERMISSIONS[cloud]
    .filter((permission) => permission.purpose === purpose)
    .map((permission) => ({ permission, resources: permission.resources?.(platform) ?? [permission.on] }))
    .filter(({ resources }) => resources.length > 0)
  const name = purpose === 'operate' ? 'operator' : 'setup'
  const write = { aws: awsPolicy, gcp: gcpRole, azure: azureRole }[cloud]
  ports.progress.emit({ kind: 'note', text: MAKE_IT[cloud](name, platform) })
  return { kind: 'done', data: { cloud, ...write(needed, platform, name) } }
}

const MAKE_IT: Readonly<Record<Cloud, (name: string, platform: Platform) => string>> = {
  aws: (name) =>
    `Make it with: aws iam create-policy --policy-name mcloud-${name} --policy-document file://FILE`,
  gcp: (name, { clouds }) =>
    `Make it with: gcloud iam roles create mcloud${name === 'setup' ? 'Setup' : 'Operator'} --project=${clouds.gcp?.project ?? 'PROJECT'} --file=FILE`,
  azure: () => 'Make it with: az role definition create --role-definition FILE',
}

type Written = Omit<PolicyDocument, 'cloud'>

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
function awsPolicy(needed: readonly Needed[]): Written {
  const byResource = new Map<string, { resources: readonly string[]; actions: Set<string> }>()
  for (const { permission, resources } of needed) {
    const key = JSON.stringify(resources)
    const held = byResource.get(key) ?? { resources, actions: new Set<string>() }
    for (const action of permission.actions) held.actions.add(action)
    byResource.set(key, held)
  }
  const Statement = [...byResource.values()].map(({ resources, actions }) => ({
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: resources.length === 1 ? resources[0] : resources,
  }))
  return json({ Version: '2012-10-17', Statement })
}

/** A role of the project; what is needed on single buckets and tables alone is named beside it. */
function gcpRole(needed: readonly Needed[], _platform: Platform, name: string): Written {
  const ofProject = needed.filter(({ resources }) => resources.every((one) => one.startsWith('project ')))
  const permissions = [...new Set(ofProject.flatMap(({ permission }) => permission.actions))].sort()
  const elsewhere = new Map<string, Set<string>>()
  for (const { permission, resources } of needed)
    for (const resource of resources)
      if (!resource.startsWith('project '))
        elsewhere.set(resource, new Set([...(elsewhere.get(resource) ?? []), ...permission.actions]))
  const lines = [
    ...[...elsewhere].map(([on, actions]) => `# Besides, on ${on} alone: ${[...actions].sort().join(', ')}`),
    `title: mcloud ${name}`,
    'description: What mcloud needs, and nothing more.',
    'stage: GA',
    'includedPermissions:',
    ...permissions.map((permission) => `  - ${permission}`),
  ]
  return { format: 'yaml', text: lines.join('\n') }
}

/** https://learn.microsoft.com/azure/role-based-access-control/role-definitions */
function azureRole(needed: readonly Needed[], _platform: Platform, name: string): Written {
  const all = (key: 'actions' | 'dataActions') =>
    [...new Set(needed.flatMap(({ permission }) => permission[key] ?? []))].sort()
  return json({
    Name: `mcloud ${name}`,
    IsCustom: true,
    Description: 'What mcloud needs, and nothing more.',
    Actions: all('actions'),
    NotActions: [],
    DataActions: all('dataActions'),
    NotDataActions: [],
    AssignableScopes: [...new Set(needed.flatMap(({ resources }) => resources))],
  })
}

function json(value: unknown): Written {
  return { format: 'json', text: JSON.stringify(value, undefined, 2) }
}
