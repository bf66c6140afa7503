import { sep } from 'node:path'
import type { Cloud } from '../../config/clouds.ts'
import type { Deploy, DeployUnit, Platform } from '../../config/platform.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'
import type { Call } from '../../providers/provider.ts'
import type { SourceControl } from './deploy-ports.ts'
import { graphOf, withDescendants } from './graph.ts'
import type { Terraform, TerraformRoot } from './terraform.ts'

/** Which units of the platform are meant. */
export interface Selection {
  readonly environment: string | undefined
  readonly clouds: readonly Cloud[]
  readonly units: readonly string[]
  /** Commit since which the units that have changed, and all that need them, are meant. */
  readonly affected: string | undefined
}

/** The deploy section. @throws McloudError USAGE where the platform has no units */
export function deployOf(platform: Platform): Deploy {
  const { deploy } = platform
  if (deploy !== undefined && Object.keys(deploy.units).length > 0) return deploy
  throw new McloudError({
    code: 'USAGE',
    message: 'The platform file names no units to deploy.',
    hint: 'Add them under `deploy.units`; docs/deploy.md shows how.',
  })
}

/** The environment that is meant; undefined where the platform has none. @throws McloudError USAGE */
export function chooseEnvironment(deploy: Deploy, wanted: string | undefined): string | undefined {
  const names = Object.keys(deploy.environments)
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted
    throw usage('--environment', `there is no environment ${wanted}`, names)
  }
  if (deploy.environment !== undefined) return deploy.environment
  if (names.length <= 1) return names[0]
  throw usage('--environment', 'the platform has several environments', names)
}

/** Reads the root of every unit, at once. @throws McloudError CONFIG_INVALID with every mistake */
export async function readRoots(
  platform: Platform,
  units: readonly DeployUnit[],
  terraform: Terraform,
): Promise<ReadonlyMap<string, TerraformRoot>> {
  const problems: Problem[] = []
  const byFolder = new Map<string, Promise<TerraformRoot>>()
  const roots = new Map<string, TerraformRoot>()
  await Promise.all(
    units.map(async ({ name, folder }) => {
      const reading = byFolder.get(folder) ?? terraform.readRoot(folder)
      byFolder.set(folder, reading)
      try {
        roots.set(name, await reading)
      } catch (error) {
        problems.push({ at: placeOf(platform, [name, 'folder']), message: (error as Error).message })
      }
    }),
  )
  if (problems.length > 0) throw invalid(problems)
  return roots
}

/** The selected units. @throws McloudError USAGE with every mistake */
export async function selectUnits(
  platform: Platform,
  selection: Selection,
  roots: ReadonlyMap<string, TerraformRoot>,
  sourceControl: () => Promise<SourceControl>,
  call: Call,
): Promise<readonly DeployUnit[]> {
  const deploy = deployOf(platform)
  const all = Object.values(deploy.units)
  const names = all.map(({ name }) => name)
  const unknown = selection.units.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw usage('--unit', `there is no unit ${unknown.join(', ')}`, names)
  const affected =
    selection.affected === undefined
      ? undefined
      : affectedUnits(
          platform,
          roots,
          await (await sourceControl()).changedSince(selection.affected, folderOf(platform), call),
        )
  return all.filter(
    ({ name, cloud }) =>
      (selection.units.length === 0 || selection.units.includes(name)) &&
      (selection.clouds.length === 0 || (cloud !== undefined && selection.clouds.includes(cloud))) &&
      (affected === undefined || affected.has(name)),
  )
}

/** Units whose files have changed, and all that need them; all of them where the platform file itself has. */
export function affectedUnits(
  platform: Platform,
  roots: ReadonlyMap<string, TerraformRoot>,
  changed: readonly string[],
): Set<string> {
  const deploy = deployOf(platform)
  if (platform.file !== undefined && changed.includes(platform.file))
    return new Set(Object.keys(deploy.units))
  const folders = new Set(changed.flatMap(foldersAbove))
  // What is a file to git may be a link to a folder, or a repository in this one.
  const links = new Set(changed)
  const isTouched = (place: string) =>
    folders.has(place) || links.has(place) || foldersAbove(place).some((above) => links.has(above))
  const touched = [...roots].filter(([, root]) => root.places.some(isTouched))
  return withDescendants(
    graphOf(Object.values(deploy.units)),
    touched.map(([name]) => name),
  )
}

/** Where something under `deploy.units` stands in the platform file. */
export function placeOf(platform: Platform, path: readonly (string | number)[]): string {
  return platform.placeOf?.(['deploy', 'units', ...path]) ?? ['deploy', 'units', ...path].join('.')
}

/** The error for mistakes that were found in the roots. */
export function invalid(problems: readonly Problem[]): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    message: `The units have ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`,
    problems: [...problems].sort((a, b) => a.at.localeCompare(b.at, 'en', { numeric: true })),
  })
}

function foldersAbove(file: string): string[] {
  const parts = file.split(sep)
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(sep) || sep)
}

function folderOf(platform: Platform): string {
  return platform.file?.split(sep).slice(0, -1).join(sep) || '.'
}

function usage(at: string, message: string, known: readonly string[]): McloudError {
  return new McloudError({
    code: 'USAGE',
    message: 'There is a mistake in what is to be deployed.',
    problems: [
      {
        at,
        message,
        expected: known.length === 0 ? 'the platform file names none' : `one of ${known.join(', ')}`,
      },
    ],
  })
}
