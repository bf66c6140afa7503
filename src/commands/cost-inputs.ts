import type { Platform } from '../config/platform.ts'
import type { PriceBook } from '../core/cost/prices/price-book.ts'
import type { Context } from './command.ts'

/** Options of commands that price things. */
export const PRICE_OPTIONS = {
  prices: {
    type: 'file',
    summary: 'Price file (default: that of `cost prices update`, else the shipped one)',
  },
} as const

/** Reads a JSON file. @throws McloudError USAGE for one that cannot be read, PLAN_INVALID for what is no JSON */
export async function readJson(path: string, context: Context): Promise<unknown> {
  const [{ readFile }, { resolve }, { McloudError }] = await Promise.all([
    import('node:fs/promises'),
    import('node:path'),
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

/** The prices that a command goes by. @throws McloudError PRICES_INVALID, USAGE */
export async function openPrices(path: string | undefined, context: Context): Promise<PriceBook> {
  const { makePriceBook } = await import('../core/cost/prices/price-book.ts')
  if (path !== undefined) return makePriceBook(await readJson(path, context), path)
  const own = await updatedPricesPath(context)
  const { existsSync } = await import('node:fs')
  if (existsSync(own)) return makePriceBook(await readJson(own, context), own)
  return (await import('../core/cost/prices/shipped-prices.ts')).shippedPrices()
}

/** Where `cost prices update` writes. https://specifications.freedesktop.org/basedir-spec/latest/ */
export async function updatedPricesPath({ environment }: Context): Promise<string> {
  const [{ join }, { homedir }] = await Promise.all([import('node:path'), import('node:os')])
  const data = environment.XDG_DATA_HOME || join(environment.HOME || homedir(), '.local', 'share')
  return join(data, 'mcloud', 'prices.json')
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
  const [plan, book, platform, { estimatePlan }, { costSettings }] = await Promise.all([
    readJson(path, context),
    openPrices(prices, context),
    platformIfAny(context),
    import('../core/cost/estimate/estimate-plan.ts'),
    import('../config/cost-settings.ts'),
  ])
  const settings = platform === undefined ? {} : costSettings(platform)
  const regions = Object.fromEntries(
    Object.entries(platform?.clouds ?? {}).map(([cloud, { region }]) => [cloud, region]),
  )
  const estimate = estimatePlan({ plan, prices: book, usage: settings.usage ?? {}, regions })
  return { estimate, settings, book }
}
