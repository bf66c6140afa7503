import type { Mover } from '../core/sync/engines/mover.ts'
import type { ObjectStore } from '../core/sync/object-store.ts'
import type { PairSpec } from '../core/sync/pair-spec.ts'
import { addressOf } from '../core/sync/place.ts'
import type { StoreTraffic } from '../core/sync/store-traffic.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { CloudAccess } from './open-stores.ts'

/**
 * The service of the destination's cloud that moves objects without this machine.
 * @throws McloudError UNSUPPORTED, USAGE for a pair that it cannot move
 */
export async function makeManagedMover(
  spec: PairSpec,
  access: CloudAccess,
  open: (traffic: StoreTraffic) => Promise<ObjectStore>,
): Promise<Mover> {
  const { a, b } = spec
  switch (b.kind) {
    case 'gcs': {
      const { makeTransferServiceMover } = await import('./transfer-service/transfer-service-mover.ts')
      const service = await access.transferService()
      if (a.kind === 's3' && !service.overridden && (await access.s3()).endpoint !== undefined)
        throw new McloudError({
          code: 'UNSUPPORTED',
          message: `${addressOf(a)} is at an endpoint of its own, which Storage Transfer Service would not ask.`,
          hint: 'Leave --engine out: the engine of mcloud copies through this machine.',
        })
      return makeTransferServiceMover(spec, service)
    }
    case 'azure-blob': {
      const { makeAzureCopyMover } = await import('./copy-from-url/azure-copy-mover.ts')
      return makeAzureCopyMover({ spec: { ...spec, b }, access, open })
    }
    case 's3': {
      const { makeDataSyncMover } = await import('./datasync/datasync-mover.ts')
      const service = await access.dataSync()
      if (!service.overridden && (await access.s3()).endpoint !== undefined)
        throw new McloudError({
          code: 'UNSUPPORTED',
          message: `${addressOf(b)} is at an endpoint of its own, which DataSync would not ask.`,
          hint: 'Leave --engine out: the engine of mcloud copies through this machine.',
        })
      return makeDataSyncMover({ ...spec, b }, service)
    }
    default:
      throw new McloudError({
        code: 'UNSUPPORTED',
        message: `${addressOf(b)} cannot be written by a transfer service.`,
        hint: 'Leave --engine out: the engine of mcloud copies through this machine.',
      })
  }
}
