import type { Cloud } from '../../config/clouds.ts'
import type { DeployPolicies } from '../../config/platform.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'
import { isLoss, type UnitChanges } from './changes.ts'
import type { PlanJson, ResourceChange } from './plan-json.ts'
import { followsProvider, type ProviderPlace, providerPlaces } from './provider-regions.ts'
import { exposureOf } from './public-exposure.ts'

export interface JudgedPlan {
  readonly unit: string
  readonly changes: UnitChanges
  readonly json: PlanJson
}

export interface Judgement {
  readonly refusals: readonly Problem[]
  readonly warnings: readonly string[]
  /** A limit could not be decided: the change wants the name of the platform. */
  readonly undecided?: true
}

/** Judges plans by the built-in policies; pure. Counts are over all plans together. */
export function judgePlans(policies: DeployPolicies, plans: readonly JudgedPlan[]): Judgement {
  const refusals: Problem[] = []
  const warnings: string[] = []
  const items = plans.flatMap(({ unit, changes }) => changes.items.map((item) => ({ unit, item })))

  if (policies.statefulLoss === 'refuse')
    for (const { unit, item } of items.filter((one) => isLoss(one.item)))
      refusals.push({
        at: `${unit} ${item.address}`,
        message: `the plan would ${item.action} what holds data`,
        expected: 'no such change, or statefulLoss: confirm',
      })
  const destroyed = items.filter(({ item }) => item.action === 'destroy' || item.action === 'replace').length
  const limits = [
    ['maxDestroy', policies.maxDestroy, destroyed, 'destroy or replace'],
    ['maxChanges', policies.maxChanges, items.length, 'touch'],
  ] as const
  for (const [name, limit, count, verb] of limits)
    if (limit !== undefined && count > limit)
      refusals.push({
        at: `deploy.policies.${name}`,
        message: `the plan would ${verb} ${count} resources`,
        expected: `at most ${limit}`,
      })
  for (const { unit, json } of plans) {
    const places = providerPlaces(json)
    for (const resource of json.resource_changes ?? []) {
      if (resource.mode !== 'managed' || !isWritten(resource)) continue
      const at = `${unit} ${resource.address}`
      refusals.push(
        ...regionProblems(policies, resource, at, places(resource.address)),
        ...tagProblems(policies, resource, at),
      )
      const exposure = policies.publicExposure === 'allow' ? undefined : exposureOf(resource)
      if (exposure === undefined) continue
      if (policies.publicExposure === 'warn') warnings.push(`${at}: ${exposure}`)
      else
        refusals.push({ at, message: exposure, expected: 'nothing that everybody on the internet can reach' })
    }
  }
  return { refusals, warnings }
}

/** The error for plans that are not let through. */
export function refusal(problems: readonly Problem[]): McloudError {
  return new McloudError({
    code: 'POLICY_REFUSED',
    message: `${problems.length === 1 ? 'A policy refuses' : `${problems.length} findings of policies refuse`} the plan: ${problems[0]?.at}: ${problems[0]?.message}.`,
    problems,
  })
}

function isWritten({ change }: ResourceChange): boolean {
  return change.actions.includes('create') || change.actions.includes('update')
}

const PROVIDERS: Readonly<Record<string, Cloud>> = {
  aws: 'aws',
  google: 'gcp',
  'google-beta': 'gcp',
  azurerm: 'azure',
}

function cloudOf({ provider_name, type }: ResourceChange): Cloud | undefined {
  return PROVIDERS[provider_name?.split('/').at(-1) ?? ''] ?? PROVIDERS[type.split('_')[0] ?? '']
}

function regionProblems(
  policies: DeployPolicies,
  resource: ResourceChange,
  at: string,
  provider: ProviderPlace | undefined,
): Problem[] {
  const cloud = cloudOf(resource)
  const allowed = cloud === undefined ? undefined : policies.regions[cloud]
  if (allowed === undefined) return []
  const values = (resource.change.after ?? {}) as Readonly<Record<string, unknown>>
  const named = ['region', 'location', 'zone', 'availability_zone'].flatMap((key) =>
    typeof values[key] === 'string' ? [values[key]] : [],
  )
  // What names no place itself is made where its provider works.
  const unknown = (resource.change.after_unknown ?? {}) as Readonly<Record<string, unknown>>
  const follows = followsProvider(resource.type)
  const inherited =
    named.length > 0
      ? []
      : (['region', 'zone'] as const).flatMap((key) =>
          provider?.[key] !== undefined && (unknown[key] === true || (follows && key === 'region'))
            ? [provider[key]]
            : [],
        )
  return [...named, ...inherited]
    .filter((place) => !allowed.some((region) => isIn(place, region)))
    .map((place) => ({
      at,
      message: `it would be in ${place}`,
      expected: `one of ${allowed.join(', ')}`,
    }))
}

/** A zone belongs to its region (`us-east-1a`, `us-central1-b`), and `East US` is `eastus`. */
function isIn(place: string, region: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(' ', '')
  const where = plain(place)
  const wanted = plain(region)
  if (where === wanted || where === 'global') return true
  return where.startsWith(wanted) && /^(?:[a-z]|-[a-z])$/.test(where.slice(wanted.length))
}

const TAG_KEYS = ['tags_all', 'tags', 'effective_labels', 'terraform_labels', 'labels']

function tagProblems(policies: DeployPolicies, resource: ResourceChange, at: string): Problem[] {
  if (policies.requiredTags.length === 0) return []
  const values = (resource.change.after ?? {}) as Readonly<Record<string, unknown>>
  const unknown = (resource.change.after_unknown ?? {}) as Readonly<Record<string, unknown>>
  // Where a type of Google's monitoring has user labels, its plain ones are settings (an address, a channel).
  const hasUserLabels = Object.hasOwn(values, 'user_labels') || Object.hasOwn(unknown, 'user_labels')
  const keys = hasUserLabels ? ['user_labels'] : TAG_KEYS
  // What can have none has no such key in its schema; what is not known yet cannot be judged.
  const present = keys.filter((key) => Object.hasOwn(values, key) || Object.hasOwn(unknown, key))
  if (present.length === 0) return []
  const tags = Object.assign({}, ...present.map((key) => values[key] ?? {})) as Record<string, unknown>
  if (present.some((key) => unknown[key] === true) && Object.keys(tags).length === 0) return []
  const missing = policies.requiredTags.filter((tag) => !Object.hasOwn(tags, tag))
  return missing.length === 0
    ? []
    : [{ at, message: `it has no ${missing.join(', ')}`, expected: 'these tags or labels on everything' }]
}
