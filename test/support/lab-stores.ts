import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeToken } from '../../src/lab/azure/token.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { startLabApi } from './lab-api.ts'
import type { OpenerInput } from './object-store-opener.ts'

export type LabStoreKind = Exclude<OpenerInput['kind'], 'file'>

export interface LabStores {
  /** How the store of a kind is opened, at a place of its own for each prefix. */
  input(kind: LabStoreKind, prefix: string): OpenerInput
  close(): Promise<void>
}

/** The three clouds of the lab, each behind its HTTP server, with an empty bucket and a cluster. */
export async function startLabStores(): Promise<LabStores> {
  const [aws, gcp, azure] = await Promise.all([
    startLabApi(makeAwsCloud),
    startLabApi(makeGcpCloud),
    startLabApi(makeAzureCloud, { tls: true }),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-lab-stores-'))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const place = 'shop-coordination'
  const token = makeToken({
    issuer: azure.url,
    nowMs: azure.world.now(),
    lifetimeSeconds: 3_600,
    clientId: 'test',
    audience: 'https://storage.azure.com',
  })
  const kubeconfig = {
    'current-context': 'lab',
    clusters: [
      { name: 'lab', cluster: { server: `${azure.url}/kubernetes`, 'certificate-authority': azure.caFile } },
    ],
    users: [{ name: 'operator', user: { token: 'token-of-the-test' } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'operator' } }],
  }
  const inputs: Readonly<Record<LabStoreKind, Omit<OpenerInput, 'kind' | 'prefix'>>> = {
    s3: {
      place,
      clouds: { aws: { region: 'us-east-1', endpoints: { default: aws.url } } },
      environment: { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test' },
    },
    gcs: {
      place,
      clouds: { gcp: { region: 'us-central1', project: 'shop-lab', endpoints: { default: gcp.url } } },
      environment: { CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: file('gcp-token', 'token-of-the-test\n') },
    },
    'azure-blob': {
      place: `shopstorage/${place}`,
      clouds: {
        azure: {
          region: 'eastus',
          subscription: '-',
          endpoints: { default: azure.url },
          caFile: azure.caFile,
        },
      },
      environment: { MCLOUD_AZURE_ACCESS_TOKEN_FILE: file('azure-token', token) },
    },
    kubernetes: {
      place: 'mcloud',
      clouds: {},
      environment: { KUBECONFIG: file('kubeconfig', JSON.stringify(kubeconfig)) },
    },
  }
  return {
    input: (kind, prefix) => ({ kind, prefix, ...inputs[kind] }),
    async close() {
      await Promise.all([aws.close(), gcp.close(), azure.close()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
