import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeToken } from '../../src/lab/azure/token.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'
import { type OpenerInput, openAsCommandLine } from '../support/object-store-opener.ts'
import { describeCoordinationStore, type StoreUnderTest } from './coordination-store.contract.ts'

/** The three clouds of the lab, each behind its HTTP server; every store under test has a prefix of its own. */
const labs: { aws?: LabApi; gcp?: LabApi; azure?: LabApi } = {}
const folder = mkdtempSync(join(tmpdir(), 'mcloud-object-stores-'))
beforeAll(async () => {
  labs.aws = await startLabApi(makeAwsCloud)
  labs.gcp = await startLabApi(makeGcpCloud)
  labs.azure = await startLabApi(makeAzureCloud, { tls: true })
})
afterAll(async () => {
  for (const lab of Object.values(labs)) await lab.close()
  rmSync(folder, { recursive: true, force: true })
})

function lab(cloud: keyof typeof labs): LabApi {
  const found = labs[cloud]
  if (found === undefined) throw new Error(`${cloud} does not run`)
  return found
}

const settings = {
  s3: () => ({
    clouds: { aws: { region: 'us-east-1', endpoints: { default: lab('aws').url } } },
    environment: { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test' },
  }),
  gcs: () => {
    const file = join(folder, 'gcp-token')
    writeFileSync(file, 'token-of-the-test\n', { mode: 0o600 })
    return {
      clouds: { gcp: { region: 'us-central1', project: 'shop-lab', endpoints: { default: lab('gcp').url } } },
      environment: { CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: file },
    }
  },
  'azure-blob': () => {
    const { url, caFile, world } = lab('azure')
    const file = join(folder, 'azure-token')
    const audience = 'https://storage.azure.com'
    const token = { issuer: url, nowMs: world.now(), lifetimeSeconds: 3_600, clientId: 'test', audience }
    writeFileSync(file, makeToken(token), { mode: 0o600 })
    return {
      clouds: { azure: { region: 'eastus', subscription: '-', endpoints: { default: url }, caFile } },
      environment: { MCLOUD_AZURE_ACCESS_TOKEN_FILE: file },
    }
  },
}

let prefixes = 0

function underTest(kind: keyof typeof settings, place: string) {
  return async (): Promise<StoreUnderTest> => {
    const input: OpenerInput = { kind, place, prefix: `prefix-${++prefixes}`, ...settings[kind]() }
    return {
      store: await openAsCommandLine(input),
      again: () => openAsCommandLine(input),
      opener: {
        module: new URL('../support/object-store-opener.ts', import.meta.url),
        name: 'openAsCommandLine',
        args: [input],
      },
      dispose: async () => {},
    }
  }
}

describeCoordinationStore('S3 over the lab', underTest('s3', 'shop-coordination'))
describeCoordinationStore('Cloud Storage over the lab', underTest('gcs', 'shop-coordination'))
describeCoordinationStore('Azure Blob over the lab', underTest('azure-blob', 'shopstorage/shop-coordination'))
