import type { Cloud } from '../../../config/clouds.ts'
import { costSettings } from '../../../config/cost-settings.ts'
import type { Platform } from '../../../config/platform.ts'
import { isMcloudError, McloudError } from '../../../errors/mcloud-error.ts'
import type {
  Allowance,
  Call,
  CostQuery,
  Costs,
  Provider,
  SpendDimension,
  SpendLine,
} from '../../../providers/provider.ts'
import type { Clock, Progress, ProviderSet } from '../../ports.ts'
import type { BillingFiles, FocusDimension } from '../billing-files.ts'
import { atMost, decimal, exact, sum, ZERO } from '../money.ts'
import type { Period } from '../period.ts'
import { categoryOfService } from '../service-categories.ts'
import type { ChargeKind, ReportDimension, Spend, TagKeys, View } from '../spend.ts'
import { askedFor } from '../spend.ts'
import type { SpendCache } from '../spend-cache.ts'

/** What was found out, and from whom. */
export interface CollectedSpend {
  readonly spend: readonly Spend[]
  readonly sources: readonly SpendSource[]
  readonly warnings: readonly string[]
}

export interface SpendSource {
  /** A cloud's name or the path of a file. */
  readonly name: string
  readonly kind: 'answered' | 'cached' | 'refused'
  readonly what: string
  /** What asking cost in US dollars at the most, exact. */
  readonly askedUsd?: string
  /** Why it was refused. */
  readonly reason?: string
  readonly next?: string
}

export interface SpendQuestion {
  readonly by: readonly ReportDimension[]
  readonly view: View
  readonly keys: TagKeys
}

/** Reads FOCUS files. @throws McloudError BILLING_FILE_INVALID, TOOL_MISSING */
export async function collectFromFiles(
  files: readonly string[],
  question: SpendQuestion & { readonly period?: Period },
  billing: BillingFiles,
  call: Call,
): Promise<CollectedSpend> {
  const by = unique(
    question.by.flatMap((dimension): FocusDimension[] => {
      // Not every bill tells it, and then its service does.
      if (dimension === 'category') return [dimension, 'service']
      const asked = askedFor(dimension, question.keys)
      return asked === undefined || asked === 'charge' ? [] : [asked]
    }),
  )
  const read = await billing.readFocus(
    { files, view: question.view, by, ...(question.period === undefined ? {} : { period: question.period }) },
    call,
  )
  return {
    spend: by.includes('category') ? read.spend.map(withCategory) : read.spend,
    sources: read.files.map(({ path, rows, version, format }) => ({
      name: path,
      kind: 'answered',
      what: `${version}, ${format}, ${rows} rows`,
    })),
    warnings: read.warnings,
  }
}

function withCategory(spend: Spend): Spend {
  return spend.category ? spend : { ...spend, category: categoryOfService(spend.service ?? null) }
}

export interface CloudSpendPorts {
  readonly clock: Clock
  readonly progress: Progress
  providers(): Promise<ProviderSet>
  spendCache(): Promise<SpendCache>
}

export interface CloudSpendRequest extends SpendQuestion {
  readonly platform: Platform
  readonly clouds: readonly Cloud[]
  readonly period: Period
  /** US dollars. */
  readonly maxApiSpend: string
  /** Ask again, whatever is kept. */
  readonly fresh: boolean
  /** Also grouped by, where a cloud takes any number of groups. */
  readonly also?: readonly ReportDimension[]
  /** Only what this service charges. */
  readonly service?: string
}

/** How long a kept answer serves: the clouds renew their figures a few times a day. */
const CACHE_MS = 8 * 3_600_000

/**
 * Asks the clouds for what was spent, all at once; what one of them refuses is told and keeps nobody else.
 * @throws McloudError SPEND_LIMIT before anything is asked that would cost too much
 */
export async function collectFromClouds(
  request: CloudSpendRequest,
  ports: CloudSpendPorts,
  call: Call,
): Promise<CollectedSpend> {
  const { view } = request
  if (view !== 'amortised' && view !== 'invoiced') {
    const hint = 'Name an exported FOCUS file with --focus, or take --view amortised or invoiced.'
    throw new McloudError({ code: 'UNSUPPORTED', message: `No cloud's API tells ${view} costs.`, hint })
  }
  const ask = { ...request, view }
  const plans = await Promise.all(request.clouds.map((cloud) => planCloud(cloud, ask, ports, call)))
  const due = sum(plans.map(({ usd }) => decimal(usd)))
  if (due.gt(request.maxApiSpend)) {
    throw new McloudError({
      code: 'SPEND_LIMIT',
      message: `Asking would cost ${atMost(due)} USD, and ${request.maxApiSpend} USD are allowed.`,
      details: { usd: exact(due), allowed: request.maxApiSpend },
    })
  }
  for (const { cloud, usd, basis } of plans.filter((plan) => decimal(plan.usd).gt(0))) {
    ports.progress.emit({
      kind: 'note',
      text: `${cloud}: asking costs ${atMost(decimal(usd))} USD (${basis})`,
    })
  }
  // What is left over is for further pages, whichever cloud comes to have them.
  let left = decimal(request.maxApiSpend).minus(due)
  const more = (usd: string) => {
    if (left.lt(usd)) return false
    left = left.minus(usd)
    return true
  }
  const answers = await Promise.all(plans.map((plan) => plan.ask(call, more)))
  return {
    spend: answers.flatMap(({ spend }) => spend),
    sources: answers.map(({ source }) => source),
    warnings: [],
  }
}

interface CloudPlan {
  readonly cloud: Cloud
  readonly usd: string
  readonly basis: string
  /** `more` takes what was not told before from what is still allowed. */
  ask(
    call: Call,
    more: Allowance['take'],
  ): Promise<{ readonly spend: readonly Spend[]; readonly source: SpendSource }>
}

/** The question for a cloud; what is charged for is asked too, where there is room for it. */
function queryOf(
  { by, also = [], keys, period, view, service }: CloudSpendRequest & Pick<CostQuery, 'view'>,
  { mostGroups = Number.POSITIVE_INFINITY }: Pick<Costs, 'mostGroups'>,
): CostQuery {
  const dimensions = (of: readonly ReportDimension[]) =>
    unique(of.flatMap((dimension) => askedFor(dimension, keys) ?? []))
  const asked: readonly SpendDimension[] = dimensions(
    mostGroups === Number.POSITIVE_INFINITY ? [...by, ...also] : by,
  )
  return {
    ...period,
    view,
    by: asked.length < mostGroups && !asked.includes('charge') ? [...asked, 'charge'] : asked,
    ...(service === undefined ? {} : { service }),
  }
}

async function planCloud(
  cloud: Cloud,
  request: CloudSpendRequest & Pick<CostQuery, 'view'>,
  ports: CloudSpendPorts,
  call: Call,
): Promise<CloudPlan> {
  const free = { cloud, usd: '0', basis: '' }
  try {
    const provider = await (await ports.providers()).get(cloud)
    const costs = provider.can.costs
    if (costs === undefined) {
      const reason = provider.cannot.costs?.reason ?? 'this version does not ask it for costs'
      return { ...free, ask: async () => refused(cloud, reason) }
    }
    const { platform } = request
    const query = queryOf(request, costs)
    const cache = await ports.spendCache()
    const { usd, basis } = costs.priceOf(query)
    // Only what has to be paid for again is kept: free figures are better fresh.
    const key = decimal(usd).gt(0) ? await keyOf(cloud, platform, query, provider, call) : undefined
    const kept =
      request.fresh || key === undefined
        ? undefined
        : ((await cache.get(key, CACHE_MS)) as SpendLine[] | undefined)
    if (kept !== undefined) {
      const source: SpendSource = { name: cloud, kind: 'cached', what: `${kept.length} lines`, askedUsd: '0' }
      return { ...free, ask: async () => ({ spend: kept.map((line) => spendOf(cloud, line)), source }) }
    }
    return {
      cloud,
      usd,
      basis,
      ask: async (call, more) => {
        const paid = payingFor(usd, more)
        try {
          const lines = await costs.spend(query, call, paid)
          if (key !== undefined) await cache.put(key, lines)
          const source: SpendSource = {
            name: cloud,
            kind: 'answered',
            what: `${lines.length} lines`,
            askedUsd: paid.usd(),
          }
          return { spend: lines.map((line) => spendOf(cloud, line)), source }
        } catch (error) {
          const { spend, source } = refusedBy(cloud, error)
          return { spend, source: { ...source, ...(paid.isAsked() ? { askedUsd: paid.usd() } : {}) } }
        }
      },
    }
  } catch (error) {
    const answer = refusedBy(cloud, error)
    return { ...free, ask: async () => answer }
  }
}

/** Counts what requests cost: the first of them as it was told, and further ones as far as more may be taken. */
function payingFor(usd: string, more: Allowance['take']) {
  const told = decimal(usd)
  let taken = ZERO
  return {
    take: (next: string): boolean => {
      const over = taken.plus(next).minus(told)
      if (over.gt(0) && !more(exact(over.lt(next) ? over : decimal(next)))) return false
      taken = taken.plus(next)
      return true
    },
    isAsked: () => taken.gt(0),
    /** Where no request was counted it is what was told. */
    usd: () => exact(taken.gt(0) ? taken : told),
  }
}

/**
 * What an answer is kept under: whose bill it is, where it was asked, and the question. Where the platform file does
 * not say whose, the credentials do; undefined where nobody does, so that no account is shown another's figures.
 */
async function keyOf(
  cloud: Cloud,
  platform: Platform,
  query: CostQuery,
  { can: { identity } }: Provider,
  call: Call,
): Promise<string | undefined> {
  const settings = platform.clouds[cloud]
  const named = settings?.account ?? settings?.project ?? settings?.subscription
  let owner = named
  if (named === undefined && identity !== undefined) {
    owner = await identity.whoAmI(call).then(
      ({ account }) => account,
      () => undefined,
    )
    if (owner === undefined) return undefined
  }
  const { sources } = costSettings(platform)
  const source = cloud === 'aws' ? undefined : sources?.[cloud]
  return JSON.stringify(['spend', 2, cloud, owner, settings?.endpoints, source, query])
}

function refusedBy(cloud: Cloud, error: unknown) {
  if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
  return refused(cloud, error.message, error.hint)
}

function refused(cloud: Cloud, reason: string, next?: string) {
  const source: SpendSource = {
    name: cloud,
    kind: 'refused',
    what: 'nothing',
    reason,
    ...(next === undefined ? {} : { next }),
  }
  return { spend: [], source }
}

function spendOf(cloud: Cloud, line: SpendLine): Spend {
  const { service, account, region, charge, resource, ...tags } = line.values
  return {
    cloud,
    day: line.day,
    currency: line.currency,
    amount: line.amount,
    ...(service === undefined ? {} : { service, category: categoryOfService(service) }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(resource === undefined ? {} : { resource }),
    ...(charge === undefined || charge === null ? {} : { charge: charge as ChargeKind }),
    tags: Object.fromEntries(
      Object.entries(tags).map(([tag, value]) => [tag.slice('tag:'.length), value ?? null]),
    ),
  }
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
