import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { queryAction, queryParameters } from './query-protocol.ts'
import type { AwsState, IamRole } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import type { XmlNode } from './xml.ts'

type Action = (role: IamRole, parameters: URLSearchParams, state: AwsState) => XmlNode

const ACTIONS: Readonly<Record<string, Action>> = {
  GetRole: (role, _parameters, state) => ({ Role: roleNode(state, role) }),
  UpdateAssumeRolePolicy: (role, parameters) => {
    role.trust = document(parameters, 'PolicyDocument')
    return {}
  },
  GetRolePolicy: (role, parameters) => {
    const name = required(parameters, 'PolicyName')
    const held = role.policies[name]
    if (held === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`)
    return { RoleName: role.RoleName, PolicyName: name, PolicyDocument: encodeURIComponent(held) }
  },
  PutRolePolicy: (role, parameters) => {
    role.policies[required(parameters, 'PolicyName')] = document(parameters, 'PolicyDocument')
    return {}
  },
  ListAttachedRolePolicies: (role) => ({
    AttachedPolicies: {
      member: role.attached.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })),
    },
    IsTruncated: false,
  }),
  AttachRolePolicy: (role, parameters) => {
    const arn = required(parameters, 'PolicyArn')
    // The policies of AWS itself are all there; the account has made none.
    if (!/^arn:aws:iam::aws:policy\/\S+$/.test(arn))
      throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
    if (!role.attached.includes(arn)) role.attached.push(arn)
    return {}
  },
}

/** IAM: roles with their trust, own policies and attached ones. @throws AwsFault */
export function handleIam(state: AwsState, host: LabHost, request: LabRequest): LabResponse {
  const parameters = queryParameters(request)
  const action = queryAction(parameters, '2010-05-08', ['CreateRole', ...Object.keys(ACTIONS)])
  const name = required(parameters, 'RoleName')
  const held = state.roles.find(({ RoleName }) => RoleName.toLowerCase() === name.toLowerCase())
  const answer = (content: XmlNode) => awsAnswer(host, 'iam', `${action}Response`, content)
  if (action === 'CreateRole') {
    if (held !== undefined)
      throw new AwsFault(409, 'EntityAlreadyExists', `Role with name ${name} already exists.`)
    const role = createRole(host, name, parameters)
    state.roles.push(role)
    host.changed()
    return answer({ Role: roleNode(state, role) })
  }
  if (held === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  const content = (ACTIONS[action] as Action)(held, parameters, state)
  if (!/^(Get|List)/.test(action)) host.changed()
  return answer(content)
}

function createRole(host: LabHost, name: string, parameters: URLSearchParams): IamRole {
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new AwsFault(400, 'ValidationError', `The specified value for roleName is invalid: ${name}`)
  const Description = parameters.get('Description')
  return {
    RoleName: name,
    RoleId: `AROA${host.randomId(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    ...(Description === null ? {} : { Description }),
    createdAtMs: host.now(),
    trust: document(parameters, 'AssumeRolePolicyDocument'),
    policies: {},
    attached: [],
  }
}

function roleNode({ account }: AwsState, role: IamRole): XmlNode {
  return {
    Path: '/',
    RoleName: role.RoleName,
    RoleId: role.RoleId,
    Arn: `arn:aws:iam::${account}:role/${role.RoleName}`,
    CreateDate: new Date(role.createdAtMs).toISOString(),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    Description: role.Description,
    MaxSessionDuration: 3_600,
  }
}

function document(parameters: URLSearchParams, name: string): string {
  const text = required(parameters, name)
  try {
    const { Version, Statement } = JSON.parse(text) as { Version?: string; Statement?: unknown }
    if (Version !== undefined && Statement !== undefined) return text
  } catch {
    // Refused below, as any other document that is none.
  }
  throw new AwsFault(400, 'MalformedPolicyDocument', 'This policy contains invalid Json')
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name)
  if (value !== null && value !== '') return value
  throw new AwsFault(
    400,
    'ValidationError',
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  )
}

function noSuchEntity(message: string): AwsFault {
  return new AwsFault(404, 'NoSuchEntity', message)
}
