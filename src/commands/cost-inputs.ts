import { resolve } from 'node:path'
import type { Platform } from '../config/platform.ts'
import type { PriceBook } from '../core/cost/prices/price-book.ts'
import type { Context } from './command.ts'
import type { Planned } from './cost-options.ts'

/** Reads a JSON file. @throws McloudError USAGE for one that cannot be read, PLAN_INVALID for what is no JSON */
export async function readJson(path: string, context: Context): Promise<unknown> {
  const [{ readFile }, { McloudError }] = await Promise.all([
    import('node:fs/promises'),
    import('../errors/mcloud-error.ts'),
  ])
  const at = resolve(context.workingFolder, path)
  const bytes = await readFile(at).catch((cause: NodeJS.ErrnoException) => {
    throw new McloudError({ code: 'USAGE', message: `${at} cannot be read: ${cause.code}.`, cause })
  })
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    const saved = bytes.subarray(0, 2).toString('latin1') === 'PK'
    throw new McloudError({
      code: 'PLAN_INVALID',
      message: saved ? `${at} is a saved plan, which is not JSON.` : `${at} is not JSON.`,
      hint: `Write it as JSON: terraform show -json ${saved ? path : 'PLAN'} > plan.json`,
      cause,
    })
  }
}

/**
 * The prices that a command goes by: the file that is named, that of the platform file, or the shipped one.
 * @throws McloudError PRICES_INVALID
 */
export async function openPrices(path: string | undefined, context: Context): Promise<PriceBook> {
  const [{ pricesOf }, { needPriceFile, priceFileOf }] = await Promise.all([
    import('../core/cost/prices/shipped-prices.ts'),
    import('../config/price-file.ts'),
  ])
  if (path !== undefined) return pricesOf(await needPriceFile(resolve(context.workingFolder, path)))
  const platform = await platformIfAny(context)
  const named = platform === undefined ? undefined : priceFileOf(platform)
  return pricesOf(named === undefined ? undefined : await needPriceFile(named))
}

/** The platform, or undefined where there is no file and none was named. */
export async function platformIfAny(context: Context): Promise<Platform | undefined> {
  try {
    return await context.platform()
  } catch (error) {
    const { isMcloudError } = await import('../errors/mcloud-error.ts')
    if (isMcloudError(error) && error.code === 'CONFIG_NOT_FOUND' && context.global.config === undefined) {
      return undefined
    }
    throw error
  }
}

/** A plan, priced with the usage and the regions of the platform where there is one. */
export async function estimateOf(path: string, prices: string | undefined, context: Context) {
  const [plan, book, platform, { estimatePlan }, { costSettings }, { regionsOf }] = await Promise.all([
    readJson(path, context),
    openPrices(prices, context),
    platformIfAny(context),
    import('../core/cost/estimate/estimate-plan.ts'),
    import('../config/cost-settings.ts'),
    import('../core/cost/estimate/price-units.ts'),
  ])
  const settings = platform === undefined ? {} : costSettings(platform)
  const regions = platform === undefined ? {} : regionsOf(platform)
  const estimate = estimatePlan({ plan, prices: book, usage: settings.usage ?? {}, regions })
  return { estimate, settings, book }
}

/** What a plan, a bundle or units cost. */
export async function estimateOfInput(
  plan: string | undefined,
  options: Planned & { readonly prices: string | undefined },
  context: Context,
) {
  if (plan !== undefined) return { ...(await estimateOf(plan, options.prices, context)), notes: [] }
  const [{ estimateUnits }, { costSettings }, platform] = await Promise.all([
    import('../core/deploy/estimate-units.ts'),
    import('../config/cost-settings.ts'),
    context.platform(),
  ])
  const { bundle, unit: units, environment } = options
  const { estimate, notes } = await estimateUnits(
    {
      bundle: bundle === undefined ? undefined : resolve(context.workingFolder, bundle),
      environment,
      clouds: [],
      units,
      affected: undefined,
    },
    context,
    () => openPrices(options.prices, context),
  )
  return { estimate, notes, settings: costSettings(platform) }
}
