import { startLabStores } from '../../test/support/lab-stores.ts'
import { openAsCommandLine } from '../../test/support/object-store-opener.ts'

const ENTRIES = 200
const KINDS = ['s3', 'gcs', 'azure-blob', 'kubernetes'] as const

/** Serves the lab's stores until its input ends; says on its output how each is opened. */
async function serve(): Promise<void> {
  const stores = await startLabStores()
  console.log(JSON.stringify(KINDS.map((kind) => stores.input(kind, 'bench'))))
  process.stdin.resume().on('end', async () => {
    await stores.close()
    process.exit(0)
  })
}

/** What an entry of the journal costs: the lock is looked at, then the entry is written. Milliseconds each. */
export async function measure(input: Parameters<typeof openAsCommandLine>[0]): Promise<number[]> {
  const store = await openAsCommandLine(input)
  await store.create('shop/control', { run: { id: 'bench' } })
  const times: number[] = []
  for (let entry = 1; entry <= ENTRIES; entry++) {
    const start = performance.now()
    await store.read('shop/control')
    await store.create(`shop/runs/bench/journal/${String(entry).padStart(6, '0')}`, {
      sequence: entry,
      kind: 'step-started',
      step: 'x'.repeat(300),
    })
    times.push(performance.now() - start)
  }
  return times
}

if (process.argv[2] === 'serve') await serve()
