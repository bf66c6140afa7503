import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { McloudError as McloudErrorType } from '../errors/mcloud-error.ts'
import type { ParsedDocument } from './document.ts'
import { parseDuration } from './duration.ts'
import type { Mistake, Path } from './mistake.ts'
import type { Environment } from './references.ts'

/** What an operator sets for every platform: in variables of the environment, or in a file of their own. */
export interface UserSettings {
  /** Absolute path of the user file, whether it is there or not; absent where there is no home. */
  readonly path?: string
  readonly settings: readonly UserSetting[]
}

export interface UserSetting {
  /** `timeout`, `color`, or a path of the platform file such as `clouds.aws.profile`. */
  readonly path: Path
  readonly value: string | boolean
  /** The variable's name, or `file:line:column`. */
  readonly from: string
  readonly kind: 'environment' | 'user file'
}

/** Values of the settings that are no part of a platform. */
export interface GeneralDefaults {
  readonly timeoutMs?: number
  readonly color?: boolean
}

/**
 * Reads the operator's own settings: `MCLOUD_TIMEOUT` and `AWS_PROFILE`, then `mcloud/config.yaml` under
 * XDG_CONFIG_HOME or ~/.config. Of one path the first entry holds.
 * @throws McloudError CONFIG_INVALID
 */
export async function readUserSettings(environment: Environment): Promise<UserSettings> {
  const fromEnvironment = environmentSettings(environment)
  const path = userFilePath(environment)
  if (path === undefined) return { settings: fromEnvironment }
  const text = await readIfThere(path)
  if (text === undefined) return { path, settings: fromEnvironment }
  return { path, settings: [...fromEnvironment, ...(await parseUserFile(path, text))] }
}

/** The time limit and the colour that hold where no flag is given. */
export function generalDefaults(user: UserSettings): GeneralDefaults {
  const timeout = user.settings.find((setting) => setting.path[0] === 'timeout')?.value
  const color = user.settings.find((setting) => setting.path[0] === 'color')?.value
  const timeoutMs = typeof timeout === 'string' ? parseDuration(timeout) : undefined
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(typeof color === 'boolean' ? { color } : {}),
  }
}

function environmentSettings(environment: Environment): UserSetting[] {
  const settings: UserSetting[] = []
  const take = (name: string, path: Path) => {
    const value = environment[name]
    if (value !== undefined && value !== '') settings.push({ path, value, from: name, kind: 'environment' })
  }
  take('MCLOUD_TIMEOUT', ['timeout'])
  take('AWS_PROFILE', ['clouds', 'aws', 'profile'])
  return settings
}

function userFilePath(environment: Environment): string | undefined {
  const { XDG_CONFIG_HOME, HOME, USERPROFILE } = environment
  if (XDG_CONFIG_HOME) return join(XDG_CONFIG_HOME, 'mcloud', 'config.yaml')
  const home = HOME || USERPROFILE
  return home ? join(home, '.config', 'mcloud', 'config.yaml') : undefined
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const { McloudError } = await import('../errors/mcloud-error.ts')
    throw new McloudError({ code: 'CONFIG_INVALID', message: `${path} cannot be read: ${code}.`, cause })
  }
}

async function parseUserFile(path: string, text: string): Promise<UserSetting[]> {
  const [{ parseDocument }, { shapeMistakes }, { validateUserFile }] = await Promise.all([
    import('./document.ts'),
    import('./shape-mistakes.ts'),
    import('./schema/user-file.ts'),
  ])
  const document = await parseDocument(text, 'yaml')
  const value = document.value ?? {}
  const { schema, issues } = validateUserFile(value)
  const mistakes = document.syntax.length > 0 ? [] : shapeMistakes(issues, value, schema)
  if (document.syntax.length + mistakes.length > 0) throw await invalid(path, document, mistakes)
  return settingsIn(value, []).map(([at, setting]) => {
    const { line, column } = document.locate(at, 'value')
    return { path: at, value: setting, from: `${path}:${line}:${column}`, kind: 'user file' }
  })
}

function settingsIn(value: object, path: Path): [Path, string | boolean][] {
  return Object.entries(value).flatMap(([key, item]): [Path, string | boolean][] =>
    item !== null && typeof item === 'object' ? settingsIn(item, [...path, key]) : [[[...path, key], item]],
  )
}

async function invalid(
  path: string,
  document: ParsedDocument,
  mistakes: readonly Mistake[],
): Promise<McloudErrorType> {
  const [{ McloudError }, { placeProblems }] = await Promise.all([
    import('../errors/mcloud-error.ts'),
    import('./problems.ts'),
  ])
  const problems = placeProblems(path, document, mistakes)
  return new McloudError({ code: 'CONFIG_INVALID', message: `${path} has mistakes.`, problems })
}
