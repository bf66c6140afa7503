import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommandLine } from '../../src/cli/run.ts'
import type { LabCloud, LabHost } from '../../src/lab/cloud.ts'
import { fakeProcess } from '../commands/fake-process.ts'
import { FakeWorld } from '../lab/wire/harness.ts'
import { unsignedToken } from '../support/azure-harness.ts'
import { type LabApi, startLabApi } from '../support/lab-api.ts'

/** Time goes on by itself, so that what takes its time is waited for. */
class MovingWorld extends FakeWorld {
  override readonly transitionMs: number = 300
  override now(): number {
    return Date.now()
  }
}

export interface Item {
  readonly cloud: string
  readonly what: string
  readonly state: string
  readonly note?: string
  readonly code?: string
}

export interface Ran {
  readonly code: number
  readonly result?: string
  readonly items: readonly Item[]
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it looks at
  readonly error?: any
  readonly out: string
}

export function startCloud(make: (host: LabHost) => LabCloud, tls = false): Promise<LabApi> {
  return startLabApi(make, { world: new MovingWorld(), tls })
}

/** A platform file in a folder of its own over the named endpoints. */
export function makeOperator(
  endpoints: Readonly<Partial<Record<'aws' | 'gcp' | 'azure', string>>>,
  {
    caFile,
    account = '000000000000',
    resourceGroup = 'shop',
    stateGroup,
  }: {
    readonly caFile?: string
    readonly account?: string
    readonly resourceGroup?: string
    readonly stateGroup?: string
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-groundwork-'))
  writeFileSync(join(folder, 'azure-token'), unsignedToken(), { mode: 0o600 })
  writeFileSync(join(folder, 'gcp-token'), 'token-of-the-test', { mode: 0o600 })
  const clouds = {
    aws: { region: 'us-east-1', account, endpoints: { default: endpoints.aws } },
    gcp: { region: 'us-central1', project: 'shop-lab', endpoints: { default: endpoints.gcp } },
    azure: {
      region: 'eastus',
      subscription: '00000000-0000-0000-0000-000000000001',
      resourceGroup,
      endpoints: { default: endpoints.azure },
      caFile,
    },
  }
  const file = {
    platform: 'shop',
    strategy: 'hybrid',
    clouds: Object.fromEntries(Object.entries(clouds).filter(([name]) => name in endpoints)),
    coordination: { kind: 'file', place: './coordination', singleOperator: true },
    deploy: {
      state: Object.fromEntries(
        Object.entries({
          aws: { kind: 's3', bucket: 'shop-state' },
          gcp: { kind: 'gcs', bucket: 'shop-state-gcp' },
          azure: { kind: 'azurerm', account: 'shopstate', container: 'states', resourceGroup: stateGroup },
        }).filter(([name]) => name in endpoints),
      ),
      units: { network: { folder: '.', apis: ['run.googleapis.com'] } },
    },
  }
  writeFileSync(join(folder, 'mcloud.json'), JSON.stringify(file))
  const env = {
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'AKIDTEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'gcp-token'),
    MCLOUD_AZURE_ACCESS_TOKEN_FILE: join(folder, 'azure-token'),
  }
  return {
    folder,
    async run(...words: string[]): Promise<Ran> {
      const fake = fakeProcess([...words, '--json', '--config', join(folder, 'mcloud.json')], { env, folder })
      const code = await runCommandLine(fake, '0.0.0')
      const out = fake.out()
      const json = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
      return {
        code,
        result: json.result,
        items: json.data?.items ?? [],
        error: json.error,
        out: out + fake.err(),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export type Operator = ReturnType<typeof makeOperator>

/** States of the items whose text contains the words, in their order. */
export function statesOf({ items }: Ran, words = ''): string[] {
  return items.filter(({ what }) => what.includes(words)).map(({ state }) => state)
}
