import type { Mistake, Path } from '../mistake.ts'
import { inputOf } from '../normalise-deploy.ts'
import type { PlatformFile } from '../schema.ts'
import { unknownCloud, unknownName } from './databases.ts'
import { entriesOf, type Judged } from './judged.ts'

type DeploySection = NonNullable<PlatformFile['deploy']>
type UnitSection = NonNullable<DeploySection['units']>[string]

/** What the words of the deploy section mean together; whether an output exists is known only to its root. */
export function deployMistakes({ file, isBroken }: Judged): Mistake[] {
  const deploy = file.deploy
  if (deploy === undefined || isBroken(['deploy'])) return []
  const units = entriesOf(deploy.units)
  const known: Known = {
    deploy,
    units: units.map(([name]) => name),
    environments: entriesOf(deploy.environments).map(([name]) => name),
    places: entriesOf(deploy.state).map(([name]) => name),
    has: new Set(units.map(([name]) => name)),
  }
  return [
    ...units.flatMap(([name, unit]) => unitMistakes(file, known, name, unit)),
    ...cycleMistakes(units),
    ...stateMistakes(deploy),
    ...environmentMistakes(deploy),
    ...gateMistakes(['deploy', 'health'], deploy.health),
  ]
}

/** Names that units refer to, gathered once. */
interface Known {
  readonly deploy: DeploySection
  readonly units: readonly string[]
  readonly environments: readonly string[]
  readonly places: readonly string[]
  readonly has: ReadonlySet<string>
}

function unitMistakes(
  file: PlatformFile,
  { deploy, units, environments, places, has }: Known,
  name: string,
  unit: UnitSection,
): Mistake[] {
  const path: Path = ['deploy', 'units', name]
  const found: Mistake[] = []
  if (unit.cloud !== undefined && !Object.hasOwn(file.clouds, unit.cloud))
    found.push(unknownCloud([...path, 'cloud'], unit.cloud, file))
  for (const [index, need] of (unit.needs ?? []).entries())
    if (!has.has(need)) found.push(unknownName([...path, 'needs', index], 'unit', need, units))
  for (const [variable, from] of entriesOf(unit.inputs)) {
    const at = [...path, 'inputs', variable]
    const other = inputOf(variable, from).unit
    if (!has.has(other)) found.push(unknownName(at, 'unit', other, units))
    if (Object.hasOwn(unit.variables ?? {}, variable))
      found.push({
        path: at,
        on: 'key',
        message: `the variable ${variable} is set twice`,
        expected: 'it under `variables` or under `inputs`',
      })
  }
  for (const [environment] of entriesOf(unit.environments))
    if (!environments.includes(environment))
      found.push({
        ...unknownName([...path, 'environments', environment], 'environment', environment, environments),
        on: 'key',
      })
  if (unit.state !== undefined && !places.includes(unit.state))
    found.push(unknownName([...path, 'state'], 'state backend', unit.state, places))
  return [...found, ...waveMistakes(deploy, path, unit), ...gateMistakes([...path, 'health'], unit.health)]
}

function waveMistakes(deploy: DeploySection, path: Path, unit: UnitSection): Mistake[] {
  const waves = deploy.waves ?? []
  if (unit.wave !== undefined && !waves.includes(unit.wave))
    return [unknownName([...path, 'wave'], 'wave', unit.wave, waves)]
  const own = waves.indexOf(unit.wave ?? '')
  return neighboursOf(unit).flatMap(({ unit: other, at }) => {
    const theirs = deploy.units?.[other]?.wave
    if (theirs === undefined || waves.indexOf(theirs) <= own) return []
    const message = `${other} belongs to the wave ${theirs}, which comes later`
    return [
      { path: [...path, ...at], on: 'value', message, expected: 'a unit of the same or an earlier wave' },
    ]
  })
}

/** The units that one refers to, and where. */
function neighboursOf(unit: UnitSection): { unit: string; at: Path }[] {
  return [
    ...(unit.needs ?? []).map((need, index) => ({ unit: need, at: ['needs', index] })),
    ...entriesOf(unit.inputs).map(([variable, from]) => ({
      unit: inputOf(variable, from).unit,
      at: ['inputs', variable],
    })),
  ]
}

/** Each circle of units once, at the reference that closes it. */
function cycleMistakes(units: readonly [string, UnitSection][]): Mistake[] {
  const known = new Map(units)
  const state = new Map<string, 'open' | 'done'>()
  const found: Mistake[] = []
  for (const [start] of units) {
    if (state.has(start)) continue
    const trail: { name: string; next: number; edges: ReturnType<typeof neighboursOf> }[] = []
    const enter = (name: string, unit: UnitSection) => {
      state.set(name, 'open')
      trail.push({ name, next: 0, edges: neighboursOf(unit) })
    }
    enter(start, known.get(start) as UnitSection)
    while (trail.length > 0) {
      const here = trail.at(-1) as (typeof trail)[number]
      const edge = here.edges[here.next++]
      if (edge === undefined) {
        state.set(here.name, 'done')
        trail.pop()
        continue
      }
      const unit = known.get(edge.unit)
      if (unit === undefined || state.get(edge.unit) === 'done') continue
      if (state.get(edge.unit) !== 'open') {
        enter(edge.unit, unit)
        continue
      }
      const from = trail.findIndex(({ name }) => name === edge.unit)
      const circle = [...trail.slice(from).map(({ name }) => name), edge.unit]
      found.push({
        path: ['deploy', 'units', here.name, ...edge.at],
        on: 'value',
        message: `the units need each other in a circle: ${circle.join(' -> ')}`,
        expected: 'an order in which one of them comes first',
      })
    }
  }
  return found
}

function environmentMistakes(deploy: DeploySection): Mistake[] {
  const names = entriesOf(deploy.environments).map(([name]) => name)
  if (deploy.environment === undefined || names.includes(deploy.environment)) return []
  return [unknownName(['deploy', 'environment'], 'environment', deploy.environment, names)]
}

/** Settings of a backend that say which state it is; each unit has its own. */
const OWN_KEY = { s3: ['key', 'workspace_key_prefix'], gcs: ['prefix'], azurerm: ['key'] } as const

function stateMistakes(deploy: DeploySection): Mistake[] {
  return entriesOf(deploy.state).flatMap(([name, place]) => {
    if (place.kind === 'local') return []
    return OWN_KEY[place.kind]
      .filter((key) => Object.hasOwn(place.settings ?? {}, key))
      .map(
        (key): Mistake => ({
          path: ['deploy', 'state', name, 'settings', key],
          on: 'key',
          message: `with it all units would share one state`,
          expected: `\`prefix\` beside \`settings\`; the rest of the key is the unit's own`,
        }),
      )
  })
}

const PROBES = ['http', 'tcp', 'dns', 'command'] as const

function gateMistakes(path: Path, gates: DeploySection['health']): Mistake[] {
  return (gates ?? []).flatMap((gate, index) => {
    const probes = PROBES.filter((probe) => gate[probe] !== undefined)
    if (probes.length === 1) return []
    const message = probes.length === 0 ? 'the check names nothing to probe' : 'the check names two probes'
    return [
      { path: [...path, index], on: 'value' as const, message, expected: `one of ${PROBES.join(', ')}` },
    ]
  })
}
