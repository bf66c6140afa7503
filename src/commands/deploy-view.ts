import { countsText, isLoss, totalOf, type UnitChanges } from '../core/deploy/changes.ts'
import type { Deployed } from '../core/deploy/deploy-commands.ts'
import type { PlannedUnit, PlanSummary } from '../core/deploy/make-plans.ts'
import {
  type DeployReport,
  reportText,
  resultText,
  rollbackText,
  type UnitState,
} from '../core/deploy/report.ts'
import type { Cell, Page, Tone } from './command.ts'

/** Whatever `deploy`, `deploy plan`, `apply`, `resume` and `destroy` end with. */
export function deployedPage(page: Page, data: Deployed): void {
  if (data.kind === 'plan') planPage(page, data.plan)
  else reportPage(page, data.report)
}

const NO_UNIT = 'Nothing to do: no unit fits --cloud, --unit and --affected together.'

function planPage(page: Page, plan: PlanSummary): void {
  const { units, environment, tool, destroy, refusals, warnings, bundle } = plan
  const changes = units.flatMap((unit) => (unit.changes === undefined ? [] : [unit.changes]))
  const total = countsText(totalOf(changes.map(({ counts }) => counts)))
  if (units.length === 0) {
    page.line(NO_UNIT)
    return
  }
  page.heading(destroy ? 'Plan to destroy' : 'Plan')
  for (const { unit, items } of changes)
    for (const item of items.filter(isLoss))
      page.line(`DATA IS LOST: ${item.action} ${item.address} in ${unit}`)
  page.table(
    ['unit', 'cloud', 'plan'],
    units.map((unit): Cell[] => [unit.unit, unit.cloud ?? '', stateCell(unit)]),
  )
  for (const { unit, hint } of units) if (hint !== undefined) page.line(`${unit}: ${hint}`)
  for (const one of changes.filter(({ items }) => items.length > 0)) detailsOf(page, one)
  page.line()
  page.facts([
    ['in all', total === '' ? 'no resources change' : total],
    ...(environment === undefined ? [] : [['environment', environment] as const]),
    ['with', tool],
    ...(bundle === undefined ? [] : [['sealed in', bundle] as const]),
  ])
  for (const { at, message, expected } of refusals)
    page.line(`refused: ${at}: ${message}${expected === undefined ? '' : ` (${expected})`}`)
  for (const warning of warnings) page.line(`warning: ${warning}`)
}

function stateCell({ state, changes, needs, because, error }: PlannedUnit): Cell {
  switch (state) {
    case 'planned':
      return { text: countsText(changes?.counts ?? totalOf([])) || 'outputs change', tone: 'changed' }
    case 'unchanged':
      return { text: 'no changes', tone: 'dim' }
    case 'deferred':
      return { text: `deferred: needs ${needs?.join(', ')}`, tone: 'warn' }
    case 'skipped':
      return { text: `skipped because of ${because}`, tone: 'dim' }
    case 'failed':
      return { text: `failed: ${error}`, tone: 'bad' }
  }
}

const TONES = {
  create: 'good',
  change: 'changed',
  replace: 'bad',
  destroy: 'bad',
  forget: 'warn',
  move: 'dim',
} as const

function detailsOf(page: Page, { unit, items, drift }: UnitChanges): void {
  page.line()
  page.heading(unit)
  page.table(
    ['action', 'resource', 'what'],
    items.map((item): Cell[] => [
      { text: item.importing ? `import, ${item.action}` : item.action, tone: TONES[item.action] },
      item.address,
      {
        text: item.attributes.map(({ name, from, to }) => `${name}: ${from} -> ${to}`).join('; '),
        tone: 'dim',
      },
    ]),
  )
  for (const one of drift) page.line(`drift: ${one.address} was ${one.action} outside of Terraform`)
}

const STATE_TONES: Readonly<Record<UnitState, Tone>> = {
  applied: 'good',
  unchanged: 'dim',
  failed: 'bad',
  interrupted: 'warn',
  skipped: 'dim',
  refused: 'warn',
}

function reportPage(page: Page, { units, runId, environment, elapsedMs }: DeployReport): void {
  if (units.length === 0) {
    page.line(NO_UNIT)
    return
  }
  page.table(
    ['unit', 'cloud', 'result', 'took', 'what'],
    units.map((unit): Cell[] => [
      unit.unit,
      unit.cloud ?? '',
      { text: unit.state, tone: STATE_TONES[unit.state] },
      unit.elapsedMs === 0 ? '' : `${(unit.elapsedMs / 1_000).toFixed(1)} s`,
      resultText(unit),
    ]),
  )
  for (const { unit, error } of units) {
    if (error === undefined) continue
    page.line()
    for (const { at, message } of error.problems) page.line(`${at}: ${message}`)
    page.line(`${unit}: ${error.code}: ${error.hint}`)
  }
  for (const { unit, rollback } of units) {
    if (rollback === undefined) continue
    page.line()
    for (const what of rollback.irreversible) page.line(`DOES NOT COME BACK in ${unit}: ${what}`)
    page.line(`${unit}: ${rollbackText(rollback)}`)
  }
  page.line()
  page.facts([
    ['result', reportText(units)],
    ...(environment === undefined ? [] : [['environment', environment] as const]),
    ...(runId === undefined ? [] : [['run', runId] as const]),
    ['took', `${(elapsedMs / 1_000).toFixed(1)} s`],
  ])
}
