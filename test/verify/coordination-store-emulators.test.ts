import { afterAll, beforeAll } from 'vitest'
import { describeCoordinationStore, type StoreUnderTest } from '../contract/coordination-store.contract.ts'
import { type Azurite, startAzurite } from '../support/azurite.ts'
import { findMoto, findProgram, startMotoStore } from '../support/moto.ts'
import { type OpenerInput, openAsCommandLine } from '../support/object-store-opener.ts'

// Second opinions: emulators that have nothing in common with the lab.
const programs = { moto: findMoto(), azurite: findProgram('azurite-blob') }
let moto: Awaited<ReturnType<typeof startMotoStore>> | undefined
let azurite: Azurite | undefined
beforeAll(async () => {
  const { moto: s3, azurite: blob } = programs
  const started = await Promise.all([s3 && startMotoStore(s3), blob && startAzurite(blob)])
  moto = started[0] || undefined
  azurite = started[1] || undefined
}, 60_000)
afterAll(async () => {
  await moto?.close()
  await azurite?.close()
})

let prefixes = 0

function underTest(asked: () => Omit<OpenerInput, 'prefix'>) {
  return async (): Promise<StoreUnderTest> => {
    const input = { ...asked(), prefix: `prefix-${++prefixes}` }
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

describeCoordinationStore(
  programs.moto === undefined ? 'S3 over moto (skipped: moto_server is not installed)' : 'S3 over moto',
  underTest(() => ({
    kind: 's3',
    place: 'shop-coordination',
    clouds: { aws: { region: 'us-east-1', endpoints: { s3: moto?.url ?? '' } } },
    environment: { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test' },
  })),
  { skip: programs.moto === undefined },
)

describeCoordinationStore(
  programs.azurite === undefined
    ? 'Azure Blob over Azurite (skipped: azurite-blob is not installed)'
    : 'Azure Blob over Azurite',
  underTest(() => ({
    kind: 'azure-blob',
    place: azurite?.place ?? '',
    clouds: {
      azure: {
        region: 'eastus',
        subscription: '-',
        endpoints: { blob: azurite?.url ?? '' },
        caFile: azurite?.caFile ?? '',
      },
    },
    environment: { MCLOUD_AZURE_ACCESS_TOKEN_FILE: azurite?.tokenFile ?? '' },
  })),
  { skip: programs.azurite === undefined },
)
