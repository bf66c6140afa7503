import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileStore } from '../../src/coordination/file-store.ts'
import { describeCoordinationStore } from './coordination-store.contract.ts'

describeCoordinationStore('file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-store-'))
  return {
    store: openFileStore(folder),
    again: async () => openFileStore(folder),
    opener: {
      module: new URL('../../src/coordination/file-store.ts', import.meta.url),
      name: 'openFileStore',
      args: [folder],
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
})
