import type { Problem } from '../errors/mcloud-error.ts'
import type { ParsedDocument } from './document.ts'
import type { Mistake } from './mistake.ts'

/** Gives each mistake of a file its line and column, syntax first, in the order of the file. */
export function placeProblems(
  shownPath: string,
  document: ParsedDocument,
  mistakes: readonly Mistake[],
): Problem[] {
  const placed = mistakes.map(({ path, on, message, expected }) => ({
    ...document.locate(path, on),
    message,
    expected,
  }))
  return [...document.syntax.map((error) => ({ ...error, expected: undefined })), ...placed]
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, message, expected }) => ({
      at: `${shownPath}:${line}:${column}`,
      message,
      ...(expected === undefined ? {} : { expected }),
    }))
}
