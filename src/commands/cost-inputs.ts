import { resolve } from 'node:path'
import type { Platform } from '../config/platform.ts'
import type { PriceBook } from '../core/cost/prices/price-book.ts'
import type { Context } from './command.ts'
import type { Planned } from './cost-options.ts'

/**
 * Reads a JSON file: a plan, or figures beside it.
 * @throws McloudError USAGE for one that cannot be read, PLAN_INVALID for a plan that is no JSON
 */
export async function readJson(
  path: string,
  context: Context,
  what: 'plan' | 'figures' = 'plan',
): Promise<unknown> {
  const [{ readFile }, { McloudError }] = await Promise.all([
    import('node:fs/promises'),
    import('../errors/mcloud-error.ts'),
  ])
  const at = resolve(context.workingFolder, path)
  const bytes = await readFile(at).catch((cause: NodeJS.ErrnoException) => {
    const why =
      { ENOENT: 'is not there', EISDIR: 'is a folder' }[cause.code ?? ''] ?? `cannot be read: ${cause.code}`
    throw new McloudError({ code: 'USAGE', message: `${at} ${why}.`, cause })
  })
  try {
    return JSON.parse(textOf(bytes))
  } catch (cause) {
    const saved = bytes.subarray(0, 2).toString('latin1') === 'PK'
    const hint =
      what === 'plan'
        ? `Write it as JSON: terraform show -json ${saved ? path : 'PLAN'} > plan.json`
        : undefined
    throw new McloudError({
      code: what === 'plan' ? 'PLAN_INVALID' : 'USAGE',
      message: saved ? `${at} is a saved plan, which is not JSON.` : `${at} is not JSON.`,
      ...(hint === undefined ? {} : { hint }),
      cause,
    })
  }
}

/** Windows PowerShell writes UTF-16 with `>`, and other programs there a mark before UTF-8. */
function textOf(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe
  return bytes.toString(wide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '')
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
  return { estimate, settings, book, notes: await usageNotes(settings.usage ?? {}) }
}

/** What a plan, a bundle or units cost. */
export async function estimateOfInput(
  plan: string | undefined,
  options: Planned & { readonly prices: string | undefined },
  context: Context,
) {
  if (plan !== undefined) return estimateOf(plan, options.prices, context)
  const [{ estimateUnits }, { costSettings }, platform] = await Promise.all([
    import('../core/deploy/estimate-units.ts'),
    import('../config/cost-settings.ts'),
    context.platform(),
  ])
  const settings = costSettings(platform)
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
  return { estimate, notes: [...notes, ...(await usageNotes(settings.usage ?? {}))], settings }
}

/** Types of which usage is told and that no price is known for: mistyped, most likely. */
async function usageNotes(usage: Readonly<Record<string, unknown>>): Promise<string[]> {
  const named = Object.keys(usage).filter((name) => /^\w+$/.test(name))
  if (named.length === 0) return []
  const [{ PRICINGS }, { nearest }] = await Promise.all([
    import('../core/cost/estimate/resources/pricings.ts'),
    import('../config/nearest.ts'),
  ])
  return named
    .filter((name) => PRICINGS[name] === undefined)
    .map((name) => {
      const meant = nearest(name, Object.keys(PRICINGS))
      return `cost.usage tells of ${name}, which is no type that is priced${meant === undefined ? '' : `; did you mean ${meant}?`}`
    })
}
