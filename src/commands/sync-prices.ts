import type { TransferBasis } from '../core/sync/estimate-transfer.ts'
import type { Context } from './command.ts'

/** The context, and the prices and regions that copies are priced by: loaded once, when something is to be priced. */
export function withTransferPrices(
  context: Context,
): Context & { readonly transferBasis: () => Promise<TransferBasis> } {
  let basis: Promise<TransferBasis> | undefined
  return {
    ...context,
    transferBasis: () => {
      basis ??= loadBasis(context)
      return basis
    },
  }
}

async function loadBasis(context: Context): Promise<TransferBasis> {
  const { openPrices, platformIfAny } = await import('./cost-inputs.ts')
  const [prices, platform, { regionsOf }] = await Promise.all([
    openPrices(undefined, context),
    platformIfAny(context),
    import('../core/cost/estimate/price-units.ts'),
  ])
  return { prices, regions: platform === undefined ? {} : regionsOf(platform) }
}
