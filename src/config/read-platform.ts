import { isAbsolute, relative } from 'node:path'
import { McloudError, type Problem } from '../errors/mcloud-error.ts'
import { databaseMistakes, multiWriterMistakes } from './check/databases.ts'
import { judge } from './check/judged.ts'
import { operationMistakes } from './check/operation.ts'
import { missingReferences } from './check/references.ts'
import { trafficMistakes } from './check/traffic.ts'
import { type ParsedDocument, parseDocument } from './document.ts'
import type { FoundFile } from './find-file.ts'
import type { Mistake } from './mistake.ts'
import { normalise } from './normalise.ts'
import type { Platform } from './platform.ts'
import { type Environment, referenceTo, resolveReferences } from './references.ts'
import { LATER_SECTIONS, type PlatformFile, validateShape } from './schema.ts'
import { secretInClear, textsOf } from './secrets.ts'
import { shapeMistakes } from './shape-mistakes.ts'

/** A platform together with the file that it came from. */
export interface ReadPlatform {
  readonly platform: Platform
  readonly source: FoundFile
  /** Path as messages show it. */
  readonly shownPath: string
  readonly document: ParsedDocument
  readonly written: PlatformFile
  readonly file: PlatformFile
}

/**
 * Turns the text of a platform file into a platform.
 * @throws McloudError CONFIG_INVALID or MULTI_WRITER_REFUSED with every mistake, each with line and column
 */
export async function readPlatform(
  source: FoundFile,
  environment: Environment,
  workingFolder: string,
): Promise<ReadPlatform> {
  const shownPath = shownFrom(workingFolder, source.path)
  const document = await parseDocument(source.text, source.format)
  const file = resolveReferences(document.value, environment)
  const mistakes = document.syntax.some((error) => error.fatal)
    ? []
    : findMistakes(document.value, file, environment)
  const problems = [
    ...document.syntax.map((error) => ({ ...error, at: `${shownPath}:${error.line}:${error.column}` })),
    ...mistakes.map((mistake) => ({ ...mistake, ...placed(mistake, shownPath, document) })),
  ].sort((a, b) => a.line - b.line || a.column - b.column)
  if (problems.length > 0) throw invalid(shownPath, problems, mistakes)

  const written = document.value as PlatformFile
  const valid = { file: file as PlatformFile, written, path: source.path, laterSections: LATER_SECTIONS }
  const warnings = clearSecrets(written).map((mistake) => asProblem(placed(mistake, shownPath, document)))
  const platform = { ...normalise(valid), file: source.path, warnings }
  return { platform, source, shownPath, document, written, file: valid.file }
}

function findMistakes(written: unknown, file: unknown, environment: Environment): Mistake[] {
  if (written === null || written === undefined) {
    const message = 'the file is empty'
    return [{ path: [], on: 'value', message, expected: 'a platform; `mcloud init` writes a first one' }]
  }
  if (typeof written !== 'object' || Array.isArray(written)) {
    return [
      { path: [], on: 'value', message: 'the file is not a mapping', expected: 'keys such as `platform:`' },
    ]
  }
  const multiWriter = multiWriterMistakes(file)
  const { schema, issues } = validateShape(file)
  const shape = shapeMistakes(issues, file, schema).filter(
    (mistake) => !multiWriter.some((refused) => samePath(refused, mistake)),
  )
  const judged = judge(file, [...shape, ...multiWriter])
  return [
    ...multiWriter,
    ...shape,
    ...missingReferences(file, environment, LATER_SECTIONS),
    ...databaseMistakes(judged),
    ...trafficMistakes(judged),
    ...operationMistakes(judged),
  ]
}

function samePath(a: Mistake, b: Mistake): boolean {
  return a.path.every((part, index) => b.path[index] === part)
}

function clearSecrets(written: PlatformFile): Mistake[] {
  return textsOf(written).flatMap(([path, text]) => {
    const message = secretInClear(path, text)
    const expected = `a reference such as ${referenceTo('SHOP_SECRET')} to an environment variable`
    return message === undefined ? [] : [{ path, on: 'value' as const, message, expected }]
  })
}

function placed(mistake: Mistake, shownPath: string, document: ParsedDocument) {
  const { line, column } = document.locate(mistake.path, mistake.on)
  return { ...mistake, line, column, at: `${shownPath}:${line}:${column}` }
}

function asProblem({ at, message, expected }: Problem): Problem {
  return { at, message, ...(expected === undefined ? {} : { expected }) }
}

function invalid(shownPath: string, problems: readonly Problem[], mistakes: readonly Mistake[]): McloudError {
  const onlyMultiWriter =
    problems.length === mistakes.length && mistakes.every((mistake) => mistake.multiWriter)
  const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`
  return new McloudError({
    code: onlyMultiWriter ? 'MULTI_WRITER_REFUSED' : 'CONFIG_INVALID',
    message: `${shownPath} has ${count}.`,
    problems: problems.map(asProblem),
  })
}

/** Relative where the file is inside the working folder, as written elsewhere. */
function shownFrom(workingFolder: string, path: string): string {
  const inside = relative(workingFolder, path)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside
}
