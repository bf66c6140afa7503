import type { Cloud } from '../../../config/clouds.ts'
import { exact, sum } from '../money.ts'
import type { PriceBook } from '../prices/price-book.ts'
import type { Component } from './component.ts'
import type { Estimate, EstimatedComponent, EstimatedResource, ResourceClass } from './estimate.ts'
import type { Attributes, PlanJson, ResourceChange } from './plan-json.ts'
import { providerRegion, readPlanJson, referencesOf, withoutIndexes } from './plan-json.ts'
import type { PricedResource } from './resource.ts'
import { makeResource, Unpriceable } from './resource.ts'
import { isFree } from './resources/free.ts'
import { PRICINGS } from './resources/pricings.ts'
import { UNPRICED } from './resources/unpriced.ts'
import { hiderOf } from './sensitive-words.ts'
import { amountsOf, totalled } from './total-estimate.ts'

export interface EstimateInput {
  /** `terraform show -json PLAN`, parsed. */
  readonly plan: unknown
  readonly prices: PriceBook
  /** Assumed usage a month, by resource address or type. */
  readonly usage?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Regions of the platform, where the plan tells none. */
  readonly regions?: Readonly<Partial<Record<Cloud, string>>>
}

/**
 * Prices every resource of a plan as it is now and as it will be; pure.
 * @throws McloudError PLAN_INVALID
 */
export function estimatePlan(input: EstimateInput): Estimate {
  const plan = readPlanJson(input.plan)
  const context = contextOf(plan, input)
  const resources = (plan.resource_changes ?? [])
    .filter(({ mode }) => mode !== 'data')
    .map((change) => estimateResource(change, context))
  const deferred = (plan.deferred_changes ?? []).flatMap(({ resource_change: change, reason }) =>
    change === undefined || change.mode === 'data' ? [] : [deferredResource(change, reason)],
  )
  return totalled([...resources, ...deferred], input.prices.date, plan.complete === false)
}

/** What Terraform puts off is not left out: it will cost something that nobody can tell yet. */
function deferredResource(
  { address, type, change }: ResourceChange,
  reason: string | undefined,
): EstimatedResource {
  return {
    address,
    type,
    actions: change.actions,
    kind: isFree(type) ? 'free' : 'unsupported',
    reason: `Terraform puts it off to a later plan${reason === undefined ? '' : ` (${reason})`}`,
    monthlyUsd: '0',
    increaseUsd: '0',
    components: [],
    before: [],
    openUsage: [],
  }
}

interface Pricer {
  readonly prices: PriceBook
  resource(change: ResourceChange, values: Attributes, asked?: (word: string) => void): PricedResource
  usageOf(change: ResourceChange): Readonly<Record<string, number>>
}

const PROVIDERS: readonly (readonly [prefix: string, cloud: Cloud])[] = [
  ['aws_', 'aws'],
  ['google_', 'gcp'],
  ['azurerm_', 'azure'],
]

function cloudOf(type: string): Cloud | undefined {
  return PROVIDERS.find(([prefix]) => type.startsWith(prefix))?.[1]
}

function contextOf(plan: PlanJson, { prices, usage = {}, regions = {} }: EstimateInput): Pricer {
  const regionOf: Readonly<Record<Cloud, string | undefined>> = {
    aws: providerRegion(plan, 'aws') ?? regions.aws,
    gcp: providerRegion(plan, 'google') ?? regions.gcp,
    azure: regions.azure,
  }
  const references = referencesOf(plan)
  const byAddress = new Map<string, ResourceChange[]>()
  for (const change of plan.resource_changes ?? []) {
    const bare = withoutIndexes(change.address)
    const known = byAddress.get(bare)
    if (known === undefined) byAddress.set(bare, [change])
    else known.push(change)
  }
  const usageOf = ({ type, address }: ResourceChange) => ({
    ...usage[type],
    ...usage[withoutIndexes(address)],
    ...usage[address],
  })
  const resource: Pricer['resource'] = (change, values, asked) => {
    const cloud = cloudOf(change.type) ?? 'aws'
    return makeResource({
      address: change.address,
      type: change.type,
      cloud,
      region: regionIn(values) ?? regionOf[cloud],
      values,
      unknown: change.change.after_unknown,
      usage: usageOf(change),
      ...(asked === undefined ? {} : { asked }),
      referred: (attribute) =>
        references(change.address, attribute)
          .flatMap((address) => byAddress.get(address) ?? [])
          .map((other) => resource(other, other.change.after ?? other.change.before ?? {})),
    })
  }
  return { prices, resource, usageOf }
}

/** Where a resource says that it is: AWS by `region` or zone, Google by `region` or zone, Azure by `location`. */
function regionIn(values: Attributes): string | undefined {
  const text = (name: string) => (typeof values[name] === 'string' ? (values[name] as string) : undefined)
  const zone =
    text('availability_zone')?.replace(/[a-z]$/, '') ??
    text('zone')
      ?.split('/')
      .at(-1)
      ?.replace(/-[a-z]$/, '')
  const place = text('region')?.split('/').at(-1) ?? text('location') ?? zone
  return place
    ?.replace(/^([a-z]+-[a-z]+\d+)-[a-z]$/, '$1')
    .toLowerCase()
    .replaceAll(' ', '')
}

function estimateResource(change: ResourceChange, pricer: Pricer): EstimatedResource {
  const { actions, before, before_sensitive: beforeMarks, after_sensitive: afterMarks } = change.change
  // What is forgotten leaves the state alone: it goes on, and goes on costing.
  const forgotten = actions.length === 1 && actions[0] === 'forget'
  const after = forgotten ? before : change.change.after
  const hide = hiderOf([before, beforeMarks], [change.change.after, afterMarks])
  const now = shownBy(hide, price(change, before, pricer))
  const then = shownBy(hide, price(change, after, pricer))
  const shown = after === null || after === undefined ? now : then
  const [beforeUsd, afterUsd] = [sum(amountsOf(now.components)), sum(amountsOf(then.components))]
  return {
    address: change.address,
    type: change.type,
    actions,
    kind: shown.kind,
    ...(shown.reason === undefined ? {} : { reason: shown.reason }),
    monthlyUsd: exact(afterUsd),
    increaseUsd: exact(afterUsd.minus(beforeUsd)),
    components: then.components,
    before: now.components,
    openUsage: shown.openUsage,
    ...(shown.unknownUsage === undefined ? {} : { unknownUsage: shown.unknownUsage }),
  }
}

function shownBy(hide: (text: string) => string, { components, reason, ...rest }: Priced): Priced {
  return {
    ...rest,
    ...(reason === undefined ? {} : { reason: hide(reason) }),
    components: components.map((one) => ({ ...one, name: hide(one.name), key: hide(one.key) })),
  }
}

interface Priced {
  readonly kind: ResourceClass
  readonly reason?: string
  readonly components: readonly EstimatedComponent[]
  readonly openUsage: readonly string[]
  readonly unknownUsage?: readonly string[]
}

const NOTHING: Priced = { kind: 'free', components: [], openUsage: [] }

function price(change: ResourceChange, values: Attributes | null | undefined, pricer: Pricer): Priced {
  if (values === null || values === undefined) return NOTHING
  const pricing = PRICINGS[change.type]
  if (pricing === undefined) {
    return isFree(change.type)
      ? NOTHING
      : {
          ...NOTHING,
          kind: 'unsupported',
          reason: UNPRICED[change.type] ?? 'no price is known for this type',
        }
  }
  try {
    const asked = new Set<string>()
    const resource = pricer.resource(change, values, (word) => asked.add(word))
    const parts = pricing(resource)
    const components = parts.flatMap((part) => priced(part, resource.region, pricer.prices))
    const openUsage = [
      ...new Set(parts.filter(({ quantity }) => quantity === undefined).flatMap(({ usage }) => usage ?? [])),
    ]
    if (parts.length === 0) return NOTHING
    const unknownUsage = Object.keys(pricer.usageOf(change)).filter((word) => !asked.has(word))
    return {
      kind: components.length > 0 ? 'priced' : 'usageBased',
      components,
      openUsage,
      ...(unknownUsage.length === 0 ? {} : { unknownUsage }),
    }
  } catch (error) {
    if (error instanceof Unpriceable) return { ...NOTHING, kind: 'unsupported', reason: error.message }
    throw error
  }
}

function priced(part: Component, region: string | undefined, prices: PriceBook): EstimatedComponent[] {
  const found = prices.find(part.key, region)
  if (found === undefined) throw new Unpriceable(`there is no price for ${part.name} (${part.key})`)
  if (part.quantity === undefined || part.quantity.eq(0)) return []
  return [
    {
      name: part.name,
      key: part.key,
      unit: found.unit,
      quantity: exact(part.quantity),
      priceUsd: exact(found.price),
      monthlyUsd: exact(part.quantity.times(found.price)),
      verification: found.verification,
      readOn: found.readOn,
      otherRegion: found.otherRegion,
      ...(part.usage === undefined ? {} : { assumedUsage: part.usage }),
    },
  ]
}
