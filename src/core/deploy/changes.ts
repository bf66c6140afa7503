import type { Cloud } from '../../config/clouds.ts'
import type { Change, PlanJson, ResourceChange } from './plan-json.ts'
import { sensitiveTexts, writtenForms } from './sensitive-texts.ts'
import { holdsData } from './stateful-types.ts'

/** What a plan would do to one unit, without any value that is sensitive. */
export interface UnitChanges {
  readonly unit: string
  readonly cloud?: Cloud
  readonly counts: ChangeCounts
  /** Everything that changes; losses of data first. */
  readonly items: readonly ChangeItem[]
  /** Outputs that change, by name. */
  readonly outputs: Readonly<Record<string, 'create' | 'update' | 'delete'>>
  /** What differs from the state in the world, found while planning. */
  readonly drift: readonly DriftItem[]
}

export interface ChangeCounts {
  readonly create: number
  readonly change: number
  readonly replace: number
  readonly destroy: number
  readonly import: number
  /** Left where they are, and out of the state. */
  readonly forget: number
  /** Only called otherwise in the state. */
  readonly move: number
}

export interface ChangeItem {
  readonly address: string
  readonly type: string
  readonly action: 'create' | 'change' | 'replace' | 'destroy' | 'forget' | 'move'
  /** It holds data, which a destroy or replace loses. */
  readonly stateful: boolean
  readonly importing: boolean
  readonly attributes: readonly AttributeChange[]
}

export interface AttributeChange {
  readonly name: string
  /** Texts for people; `(sensitive)` and `(known after apply)` stand for themselves. */
  readonly from: string
  readonly to: string
}

export interface DriftItem {
  readonly address: string
  readonly action: 'changed' | 'deleted'
  readonly attributes: readonly AttributeChange[]
}

export const NO_CHANGES: ChangeCounts = {
  create: 0,
  change: 0,
  replace: 0,
  destroy: 0,
  import: 0,
  forget: 0,
  move: 0,
}

/** Reads what a plan would do. */
export function changesOf(
  unit: { readonly name: string; readonly cloud?: Cloud },
  plan: PlanJson,
  moreStateful: readonly string[] = [],
  secrets: readonly string[] = [],
): UnitChanges {
  const hidden = [...sensitiveTexts(plan), ...secrets.flatMap(writtenForms)]
  const items = (plan.resource_changes ?? []).flatMap((change) => itemOf(change, moreStateful, hidden))
  const outputs = Object.entries(plan.output_changes ?? {}).flatMap(([name, { actions }]) => {
    const [action] = actions
    return action === 'create' || action === 'update' || action === 'delete' ? [[name, action] as const] : []
  })
  return {
    unit: unit.name,
    ...(unit.cloud === undefined ? {} : { cloud: unit.cloud }),
    counts: countsOf(items),
    items: items.sort((a, b) => rankOf(a) - rankOf(b)),
    outputs: Object.fromEntries(outputs),
    drift: (plan.resource_drift ?? []).flatMap((change) => driftOf(change, hidden)),
  }
}

/** Whether there is anything to apply. */
export function hasChanges({ items, outputs }: UnitChanges): boolean {
  return items.length > 0 || Object.keys(outputs).length > 0
}

/** A destroy or replace of something that holds data. */
export function isLoss(item: ChangeItem): boolean {
  return item.stateful && (item.action === 'destroy' || item.action === 'replace')
}

/** The sums over several units. */
export function totalOf(all: readonly ChangeCounts[]): ChangeCounts {
  return all.reduce(
    (sum, counts) => ({
      create: sum.create + counts.create,
      change: sum.change + counts.change,
      replace: sum.replace + counts.replace,
      destroy: sum.destroy + counts.destroy,
      import: sum.import + counts.import,
      forget: sum.forget + counts.forget,
      move: sum.move + counts.move,
    }),
    NO_CHANGES,
  )
}

/** `2 to create, 1 to destroy`; empty where nothing changes. */
export function countsText(counts: ChangeCounts): string {
  const words = {
    create: 'create',
    change: 'change',
    replace: 'replace',
    destroy: 'destroy',
    import: 'import',
    forget: 'forget',
    move: 'move',
  }
  return Object.entries(words)
    .filter(([key]) => counts[key as keyof ChangeCounts] > 0)
    .map(([key, word]) => `${counts[key as keyof ChangeCounts]} to ${word}`)
    .join(', ')
}

function itemOf(
  resource: ResourceChange,
  moreStateful: readonly string[],
  hidden: readonly string[],
): ChangeItem[] {
  if (resource.mode !== 'managed') return []
  const { address, type, change } = resource
  const action = actionOf(resource)
  if (action === undefined) return []
  return [
    {
      address,
      type,
      action,
      stateful: holdsData(type, change.before ?? change.after) || moreStateful.includes(type),
      importing: change.importing !== undefined && change.importing !== null,
      attributes: action === 'change' || action === 'replace' ? attributesOf(change, hidden) : [],
    },
  ]
}

function actionOf({ change, address, previous_address }: ResourceChange): ChangeItem['action'] | undefined {
  const { actions } = change
  if (actions.includes('delete')) return actions.includes('create') ? 'replace' : 'destroy'
  // OpenTofu can leave the old one where it is and make a new one, which comes up empty all the same.
  if (actions.includes('forget') && actions.includes('create')) return 'replace'
  if (actions.includes('create')) return 'create'
  if (actions.includes('update')) return 'change'
  if (actions.includes('forget')) return 'forget'
  if (change.importing !== undefined && change.importing !== null) return 'change'
  return previous_address !== undefined && previous_address !== address ? 'move' : undefined
}

function driftOf({ address, change }: ResourceChange, hidden: readonly string[]): DriftItem[] {
  if (change.actions.includes('delete')) return [{ address, action: 'deleted', attributes: [] }]
  if (!change.actions.includes('update')) return []
  return [{ address, action: 'changed', attributes: attributesOf(change, hidden) }]
}

function attributesOf(
  { before, after, after_unknown, before_sensitive, after_sensitive }: Change,
  hidden: readonly string[],
): AttributeChange[] {
  const shown = (value: unknown, sensitive: boolean) => shownValue(value, sensitive, hidden)
  const was = asObject(before)
  const will = asObject(after)
  const unknown = asObject(after_unknown)
  const names = [...new Set([...Object.keys(was), ...Object.keys(will), ...Object.keys(unknown)])].sort()
  return names.flatMap((name): AttributeChange[] => {
    const isUnknown = marks(unknown[name])
    if (!isUnknown && JSON.stringify(was[name] ?? null) === JSON.stringify(will[name] ?? null)) return []
    return [
      {
        name,
        from: shown(was[name], before_sensitive === true || marks(asObject(before_sensitive)[name])),
        to: isUnknown
          ? '(known after apply)'
          : shown(will[name], after_sensitive === true || marks(asObject(after_sensitive)[name])),
      },
    ]
  })
}

/** Whether a mark of the plan, `true` or a structure that holds `true`, stands anywhere. */
function marks(mark: unknown): boolean {
  if (mark === true) return true
  if (mark === null || typeof mark !== 'object') return false
  return Object.values(mark).some(marks)
}

const LONGEST_VALUE = 60

function shownValue(value: unknown, sensitive: boolean, hidden: readonly string[]): string {
  const text = JSON.stringify(value ?? null)
  if (sensitive || hidden.some((secret) => text.includes(secret))) return '(sensitive)'
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

function countsOf(items: readonly ChangeItem[]): ChangeCounts {
  const of = (wanted: ChangeItem['action']) => items.filter(({ action }) => action === wanted).length
  return {
    create: of('create'),
    change: items.filter(({ action, importing }) => action === 'change' && !importing).length,
    replace: of('replace'),
    destroy: of('destroy'),
    import: items.filter(({ importing }) => importing).length,
    forget: of('forget'),
    move: of('move'),
  }
}

const RANK = { destroy: 1, replace: 2, forget: 3, change: 4, create: 5, move: 6 } as const

function rankOf(item: ChangeItem): number {
  return isLoss(item) ? 0 : RANK[item.action]
}
