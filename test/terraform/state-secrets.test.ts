import { describe, expect, test } from 'vitest'
import { secretsOfState } from './support/state-secrets.ts'

const marked = (...names: string[]) => names.map((value) => [{ type: 'get_attr', value }])

const stateOf = (type: string, attributes: Record<string, unknown>, paths: readonly object[] = []) => ({
  resources: [
    {
      mode: 'managed',
      module: 'module.it',
      type,
      name: 'this',
      instances: [{ attributes, sensitive_attributes: paths as never }],
    },
  ],
})

describe('secrets in an applied state', () => {
  test.each([
    ['a name that says it', stateOf('aws_db_instance', { password: 'x' }), 'password'],
    ['a name in a block', stateOf('aws_thing', { users: [{ auth_token: 'x' }] }), 'users[0].auth_token'],
    ['what a schema marks', stateOf('aws_thing', { value: 'x' }, marked('value')), 'value'],
    [
      'what a schema marks in a block',
      stateOf('aws_thing', { login: [{ value: 'x' }] }, [
        [
          { type: 'get_attr', value: 'login' },
          { type: 'index', value: { value: 0, type: 'number' } },
          { type: 'get_attr', value: 'value' },
        ],
      ]),
      'login[0].value',
    ],
    [
      'keys that are not switched off',
      stateOf('azurerm_storage_account', { shared_access_key_enabled: true, primary_access_key: 'x' }),
      'primary_access_key',
    ],
    ['another attribute of a known type', stateOf('google_redis_instance', { password: 'x' }), 'password'],
  ])('%s is found', (_, state, path) => {
    expect(secretsOfState(state)).toEqual([
      `module.it.${state.resources[0]?.type}.this: ${path} stands in clear in the state`,
    ])
  })

  test.each([
    ['write-only', stateOf('aws_db_instance', { password: null, password_wo: null }, marked('password'))],
    ['empty', stateOf('aws_thing', { login: [{ value: '' }] }, marked('login'))],
    ['documented', stateOf('google_redis_instance', { auth_string: 'x' }, marked('auth_string'))],
    [
      'a key that opens nothing',
      stateOf('azurerm_storage_account', { shared_access_key_enabled: false, primary_access_key: 'x' }),
    ],
  ])('%s is none', (_, state) => {
    expect(secretsOfState(state)).toEqual([])
  })
})
