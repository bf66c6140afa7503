import { isAbsolute, relative } from 'node:path'
import { McloudError } from '../errors/mcloud-error.ts'
import { databaseMistakes, multiWriterMistakes } from './check/databases.ts'
import { deployMistakes } from './check/deploy.ts'
import { judge } from './check/judged.ts'
import { operationMistakes } from './check/operation.ts'
import { missingReferences } from './check/references.ts'
import { clearSecrets } from './check/secrets.ts'
import { storageMistakes } from './check/storage.ts'
import { trafficMistakes } from './check/traffic.ts'
import { type DefaultValue, defaultsOf, withValues } from './defaults.ts'
import { type ParsedDocument, parseDocument } from './document.ts'
import type { FoundFile } from './find-file.ts'
import type { Mistake, Path } from './mistake.ts'
import { normalise } from './normalise.ts'
import type { Platform } from './platform.ts'
import { placeProblems } from './problems.ts'
import { type Environment, resolveReferences } from './references.ts'
import { LATER_SECTIONS, type PlatformFile, validateShape } from './schema.ts'
import { shapeMistakes } from './shape-mistakes.ts'
import type { UserSetting, UserSettings } from './user-settings.ts'

/** A platform together with the file that it came from and everything that had a say in it. */
export interface ReadPlatform {
  readonly platform: Platform
  readonly source: FoundFile
  /** Path of the file as messages show it. */
  readonly shownPath: string
  readonly document: ParsedDocument
  /** The file as written. */
  readonly written: PlatformFile
  /** The file with references replaced, the operator's settings and the defaults put in. */
  readonly effective: PlatformFile
  /** What of the operator's own settings holds in this platform. */
  readonly overrides: readonly UserSetting[]
  readonly defaults: readonly DefaultValue[]
  readonly environment: Environment
  readonly user: UserSettings
}

export interface ReadRequest {
  readonly source: FoundFile
  readonly environment: Environment
  readonly user: UserSettings
  readonly workingFolder: string
}

/**
 * Turns the text of a platform file into a platform.
 * @throws McloudError CONFIG_INVALID or MULTI_WRITER_REFUSED with every mistake, each with line and column
 */
export async function readPlatform({
  source,
  environment,
  user,
  workingFolder,
}: ReadRequest): Promise<ReadPlatform> {
  const shownPath = shownFrom(workingFolder, source.path)
  const document = await parseDocument(source.text, source.format)
  const resolved = resolveReferences(document.value, environment)
  const mistakes = document.syntax.some((error) => error.fatal) ? [] : findMistakes(resolved, environment)
  if (document.syntax.length + mistakes.length > 0) throw refusal(shownPath, document, mistakes)

  const written = document.value as PlatformFile
  const overrides = overridesOf(resolved as PlatformFile, user)
  const overridden = withValues(resolved as PlatformFile, overrides)
  const defaults = defaultsOf(overridden)
  const effective = withValues(overridden, defaults)
  const platform = {
    ...normalise({ file: effective, written, path: source.path, laterSections: LATER_SECTIONS }),
    file: source.path,
    warnings: placeProblems(shownPath, document, clearSecrets(written)),
  }
  // Not enumerable: two platforms are the same when their values are.
  Object.defineProperty(platform, 'placeOf', {
    value: (path: Path) => {
      const { line, column } = document.locate(path, 'value')
      return `${shownPath}:${line}:${column}`
    },
  })
  return { platform, source, shownPath, document, written, effective, overrides, defaults, environment, user }
}

function findMistakes(file: unknown, environment: Environment): Mistake[] {
  if (file === null || file === undefined) {
    const expected = 'a platform; `mcloud init` writes a first one'
    return [{ path: [], on: 'value', message: 'the file is empty', expected }]
  }
  if (typeof file !== 'object' || Array.isArray(file)) {
    return [
      { path: [], on: 'value', message: 'the file is not a mapping', expected: 'keys such as `platform:`' },
    ]
  }
  const multiWriter = multiWriterMistakes(file)
  const { schema, issues } = validateShape(file)
  const shape = shapeMistakes(issues, file, schema).filter(
    (mistake) => !multiWriter.some((refused) => isUnder(refused, mistake)),
  )
  const judged = judge(file, [...shape, ...multiWriter])
  return [
    ...multiWriter,
    ...shape,
    ...missingReferences(file, environment, LATER_SECTIONS),
    ...databaseMistakes(judged),
    ...trafficMistakes(judged),
    ...storageMistakes(judged),
    ...operationMistakes(judged),
    ...deployMistakes(judged),
  ]
}

function isUnder(outer: Mistake, inner: Mistake): boolean {
  return outer.path.every((part, index) => inner.path[index] === part)
}

/** An environment variable holds before the file, the file before the user file. */
function overridesOf(file: PlatformFile, user: UserSettings): UserSetting[] {
  const profiles = user.settings.filter((setting) => setting.path.join('.') === 'clouds.aws.profile')
  const holding = profiles.find(
    (setting) => setting.kind === 'environment' || file.clouds.aws?.profile === undefined,
  )
  return file.clouds.aws === undefined || holding === undefined ? [] : [holding]
}

function refusal(shownPath: string, document: ParsedDocument, mistakes: readonly Mistake[]): McloudError {
  const onlyMultiWriter =
    document.syntax.length === 0 && mistakes.every((mistake) => mistake.multiWriter === true)
  const problems = placeProblems(shownPath, document, mistakes)
  return new McloudError({
    code: onlyMultiWriter ? 'MULTI_WRITER_REFUSED' : 'CONFIG_INVALID',
    message: `${shownPath} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}.`,
    problems,
  })
}

/** Relative where the file is inside the working folder. */
function shownFrom(workingFolder: string, path: string): string {
  const inside = relative(workingFolder, path)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside
}
