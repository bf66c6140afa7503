import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { pathSegments } from '../wire/request-url.ts'
import type { AzureState, RoleAssignment } from './state.ts'
import { AzureFault, armAnswer, badRequest, jsonBody, notModelled } from './wire.ts'

export interface AssignmentPath {
  readonly scope: string
  readonly name?: string
}

/** `{scope}/providers/Microsoft.Authorization/roleAssignments[/{name}]`; undefined for any other path. */
export function assignmentPath(request: LabRequest): AssignmentPath | undefined {
  const match =
    /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/roleAssignments(?:\/([^/]+))?$/i.exec(
      `/${pathSegments(request).join('/')}`,
    )
  if (match === null) return undefined
  const [, scope = '', name] = match
  return { scope, ...(name === undefined ? {} : { name }) }
}

/** Role assignments of a scope. https://learn.microsoft.com/rest/api/authorization/role-assignments @throws AzureFault */
export function handleRoleAssignments(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  { scope, name }: AssignmentPath,
  query: URLSearchParams,
): LabResponse {
  if (name === undefined) {
    if (request.method !== 'GET') throw notModelled(request)
    const principal = /^principalId eq '([^']+)'$/.exec(query.get('$filter') ?? '')?.[1]
    if (principal === undefined) throw badRequest(`The filter '${query.get('$filter')}' is not supported.`)
    const found = state.roleAssignments.filter(
      (one) => one.principalId === principal && isWithin(scope, one.scope),
    )
    return armAnswer(host, 200, { value: found.map(json) })
  }
  if (request.method !== 'PUT') throw notModelled(request)
  return assign(state, host, request, { scope, name })
}

function assign(
  state: AzureState,
  host: LabHost,
  request: LabRequest,
  { scope, name }: { readonly scope: string; readonly name: string },
): LabResponse {
  const { principalId, roleDefinitionId } = (jsonBody(request).properties ?? {}) as Partial<RoleAssignment>
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name))
    throw new AzureFault(400, 'InvalidRoleAssignmentId', `The role assignment ID '${name}' is not valid.`)
  if (typeof roleDefinitionId !== 'string' || !/\/roleDefinitions\/[0-9a-f-]{36}$/i.test(roleDefinitionId))
    throw new AzureFault(
      400,
      'InvalidRoleDefinitionId',
      `The role definition ID '${roleDefinitionId}' is not valid.`,
    )
  if (!state.identities.some((identity) => identity.principalId === principalId))
    throw new AzureFault(
      400,
      'PrincipalNotFound',
      `Principal ${principalId} does not exist in the directory.`,
    )
  const made = { scope, name, principalId: principalId as string, roleDefinitionId }
  const same = state.roleAssignments.find(
    (one) =>
      one.scope.toLowerCase() === scope.toLowerCase() &&
      one.principalId === principalId &&
      one.roleDefinitionId.toLowerCase() === roleDefinitionId.toLowerCase(),
  )
  if (same !== undefined && same.name === name) return armAnswer(host, 200, json(same))
  if (same !== undefined)
    throw new AzureFault(409, 'RoleAssignmentExists', 'The role assignment already exists.')
  state.roleAssignments.push(made)
  host.changed()
  return armAnswer(host, 201, json(made))
}

/** A list shows what holds at the scope: its own and those from above. */
function isWithin(scope: string, above: string): boolean {
  return `${scope.toLowerCase()}/`.startsWith(`${above.toLowerCase()}/`)
}

function json({ scope, name, principalId, roleDefinitionId }: RoleAssignment) {
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: { scope, principalId, principalType: 'ServicePrincipal', roleDefinitionId },
  }
}
