import { describe, expect, it } from 'vitest'
import type { Platform } from '../../src/config/platform.ts'
import { diagnose } from '../../src/core/doctor/diagnose.ts'
import type { DoctorPorts } from '../../src/core/doctor/doctor-ports.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import type { Provider } from '../../src/providers/provider.ts'

const platform: Platform = {
  name: 'shop',
  strategy: 'active-passive',
  clouds: {
    aws: { region: 'us-east-1', account: '000000000000', endpoints: { route53: 'http://127.0.0.1:1' } },
    gcp: { region: 'us-central1', project: 'shop-lab', endpoints: {} },
  },
  databases: {
    orders: {
      name: 'orders',
      engine: 'postgres',
      primary: 'aws',
      members: {
        aws: { cloud: 'aws', instance: 'orders-aws', url: 'postgres://admin@h/orders' },
        gcp: { cloud: 'gcp', instance: 'orders-gcp', urlFrom: 'DB_GCP' },
      },
      writers: ['app'],
      lagThresholdMs: 1000,
    },
  },
  traffic: {
    zone: 'shop.test',
    providers: { aws: { nameServers: ['127.0.0.1:53', '127.0.0.2:53'] } },
    records: {},
  },
  workloads: {},
  objectives: { rpoMs: {} },
  scenarios: {},
  coordination: { kind: 'file', place: '/x', singleOperator: true, settings: {} },
  notifications: {},
  later: {},
}

function provider(cloud: 'aws' | 'gcp'): Provider {
  const whoAmI = async () => {
    if (cloud === 'aws') throw new McloudError({ code: 'AUTH_MISSING', message: 'No keys.', hint: 'Log in.' })
    return { account: 'other-project', principal: 'me@shop.test' }
  }
  return { cloud, can: { identity: { whoAmI } }, cannot: {} }
}

function ports(changes: Partial<DoctorPorts> = {}): DoctorPorts {
  return {
    environment: { AWS_ENDPOINT_URL_RDS: 'http://127.0.0.1:2', PATH: '/bin' },
    platform: async () => platform,
    providers: async () => ({ get: async (cloud) => provider(cloud as 'aws' | 'gcp') }),
    nameServers: async () => ({
      ask: async (server) => {
        if (server === '127.0.0.2:53')
          throw new McloudError({ code: 'CLOUD_UNREACHABLE', message: 'Silent.' })
        return { server, code: 'NOERROR', authoritative: true, records: [], elapsedMs: 3 }
      },
    }),
    databases: async () => {
      throw new McloudError({ code: 'DATABASE_UNREACHABLE', message: 'No answer.' })
    },
    store: async () => {
      throw new McloudError({ code: 'STORE_FAILED', message: 'Full.' })
    },
    tools: async () => ({
      nodeVersion: '20.19.4',
      find: async (name) => (name === 'tofu' ? { path: '/bin/tofu', version: '1.9.0' } : undefined),
    }),
    call: (timeoutMs = 1) => ({ signal: new AbortController().signal, deadlineMs: Date.now() + timeoutMs }),
    ...changes,
  }
}

describe('mcloud doctor', () => {
  it('shows every fault apart, with what needs it and the next step', async () => {
    const { kind, data } = await diagnose(ports())
    expect(kind).toBe('partial')
    expect(data.healthy).toBe(false)
    const states = Object.fromEntries(data.findings.map(({ name, state }) => [name, state]))
    expect(states).toEqual({
      node: 'ok',
      'terraform or tofu': 'ok',
      kubectl: 'absent',
      postgres: 'absent',
      'mcloud.yaml': 'ok',
      aws: 'fault',
      gcp: 'fault',
      'aws route53': 'ok',
      AWS_ENDPOINT_URL_RDS: 'ok',
      'aws 127.0.0.1:53': 'ok',
      'aws 127.0.0.2:53': 'fault',
      'orders on aws': 'fault',
      'orders on gcp': 'fault',
      coordination: 'fault',
    })
    const faults = data.findings.filter(({ state }) => state === 'fault')
    for (const fault of faults) {
      expect(fault.next).toBeTruthy()
      expect(fault.neededBy.length).toBeGreaterThan(0)
    }
    const details = faults.map(({ detail }) => detail)
    expect(details).toContain('they speak for other-project, the platform file names shop-lab')
    expect(faults.find(({ name }) => name === 'orders on gcp')?.next).toContain('DB_GCP')
  })

  it('still looks at the machine where there is no platform file', async () => {
    const missing = async () => {
      throw new McloudError({ code: 'CONFIG_NOT_FOUND', message: 'There is none.' })
    }
    const { kind, data } = await diagnose(ports({ platform: missing }))
    expect(kind).toBe('partial')
    expect(data.findings.map(({ area }) => area)).toEqual([
      'machine',
      'machine',
      'machine',
      'machine',
      'platform file',
    ])
  })

  it('is content with a bare machine when the platform is all right', async () => {
    const { kind, data } = await diagnose(
      ports({
        platform: async () => ({
          ...platform,
          clouds: {},
          databases: {},
          traffic: { zone: 'shop.test', providers: {}, records: {} },
        }),
        store: async () => ({
          describe: 'file /x',
          read: async () => undefined,
          create: async () => 'created',
          replace: async () => 'replaced',
          list: async () => [],
        }),
      }),
    )
    expect(data.findings.filter(({ state }) => state === 'fault')).toEqual([])
    expect(kind).toBe('done')
  })

  it('refuses a node that is too old', async () => {
    const tools = async () => ({ nodeVersion: '20.18.1', find: async () => undefined })
    const { data } = await diagnose(ports({ tools }))
    expect(data.findings.find(({ name }) => name === 'node')).toMatchObject({ state: 'fault' })
  })
})
