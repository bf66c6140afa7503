import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LabCloud, LabHost, LabSeed } from '../../src/lab/cloud.ts'
import { startApiServer } from '../../src/lab/daemon/api-server.ts'
import { serverCertificate } from '../../src/lab/daemon/certificates.ts'
import { demoSeed, FakeDatabase, FakeWorld } from '../lab/wire/harness.ts'
import { freePort } from './free-port.ts'

/** One cloud of the lab behind the lab's own HTTP server, as a client of the vendor finds it. */
export interface LabApi {
  readonly url: string
  readonly cloud: LabCloud
  readonly world: FakeWorld
  readonly seed: LabSeed
  /** PEM file of the authority, where the endpoint is https. */
  readonly caFile: string
  /** Ends it and starts it again over what it has kept. */
  restart(): Promise<LabApi>
  close(): Promise<void>
}

const ACCOUNTS = {
  aws: { account: '000000000000', region: 'us-east-1' },
  gcp: { account: 'shop-lab', region: 'us-central1' },
  azure: { account: '00000000-0000-0000-0000-000000000001', region: 'eastus' },
} as const

export async function startLabApi(
  make: (host: LabHost) => LabCloud,
  options: { readonly tls?: boolean; readonly world?: FakeWorld; readonly saved?: unknown } = {},
): Promise<LabApi> {
  const world = options.world ?? new FakeWorld()
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-lab-api-'))
  const tls = options.tls === true ? await serverCertificate(folder, ['127.0.0.1']) : undefined
  const cloud = make(world)
  const instance = `orders-${cloud.name}`
  world.databases.set(instance, new FakeDatabase(instance, '127.9.1.1', 'primary'))
  const seed = { ...demoSeed({ ...ACCOUNTS[cloud.name], instance }), buckets: ['shop-coordination'] }
  if (options.saved === undefined) cloud.seed(seed)
  else cloud.restore(options.saved)
  const port = await freePort()
  const server = await startApiServer({
    host: '127.0.0.1',
    port,
    ...(tls === undefined ? {} : { tls }),
    cloud: () => cloud,
    throttles: () => false,
    log: () => {},
  })
  world.base = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
  const close = async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    url: world.base,
    cloud,
    world,
    seed,
    caFile: join(folder, 'ca.pem'),
    restart: async () => {
      await close()
      return startLabApi(make, { ...options, world, saved: cloud.save() })
    },
    close,
  }
}
