import { afterAll, beforeAll } from 'vitest'
import { type LabStoreKind, type LabStores, startLabStores } from '../support/lab-stores.ts'
import { openAsCommandLine } from '../support/object-store-opener.ts'
import { describeCoordinationStore, type StoreUnderTest } from './coordination-store.contract.ts'

let stores: LabStores
beforeAll(async () => {
  stores = await startLabStores()
})
afterAll(() => stores.close())

let prefixes = 0

function underTest(kind: LabStoreKind) {
  return async (): Promise<StoreUnderTest> => {
    const input = stores.input(kind, `prefix-${++prefixes}`)
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

describeCoordinationStore('S3 over the lab', underTest('s3'))
describeCoordinationStore('Cloud Storage over the lab', underTest('gcs'))
describeCoordinationStore('Azure Blob over the lab', underTest('azure-blob'))
describeCoordinationStore('Kubernetes over the lab', underTest('kubernetes'))
