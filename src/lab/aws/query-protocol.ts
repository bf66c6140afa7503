import type { LabRequest } from '../cloud.ts'
import { queryOf } from '../wire/request-url.ts'
import { AwsFault } from './wire.ts'

/** The parameters of a query-protocol request, from its form body or its query string. */
export function queryParameters(request: LabRequest): URLSearchParams {
  return request.method === 'GET' ? queryOf(request) : new URLSearchParams(request.body.toString('utf8'))
}

/** The operation asked for. @throws AwsFault MissingAction, NoSuchVersion, InvalidAction */
export function queryAction(
  parameters: URLSearchParams,
  version: string,
  modelled: readonly string[],
): string {
  const action = parameters.get('Action')
  if (action === null)
    throw new AwsFault(400, 'MissingAction', 'The request must contain the parameter Action')
  const asked = parameters.get('Version')
  if (asked !== version) {
    throw new AwsFault(
      400,
      asked === null ? 'MissingParameter' : 'NoSuchVersion',
      asked === null
        ? 'The request must contain the parameter Version'
        : `The requested version ( ${asked} ) is not valid.`,
    )
  }
  if (!modelled.includes(action)) {
    throw new AwsFault(
      400,
      'InvalidAction',
      `Could not find operation ${action} for version ${version} (this lab models ${modelled.join(', ')})`,
    )
  }
  return action
}

/** A list parameter: `Name.Member.1`, `Name.member.1` or `Name.1`, in order. */
export function listParameter(parameters: URLSearchParams, prefix: string, member: string): string[] {
  const values: string[] = []
  for (let index = 1; ; index++) {
    const value = [`${prefix}.${member}.${index}`, `${prefix}.member.${index}`, `${prefix}.${index}`]
      .map((name) => parameters.get(name))
      .find((found) => found !== null)
    if (value === undefined || value === null) return values
    values.push(value)
  }
}
