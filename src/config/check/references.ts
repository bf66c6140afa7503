import type { Mistake, Path } from '../mistake.ts'
import { type Environment, referencesIn } from '../references.ts'
import { textsOf } from '../secrets.ts'

/** Places whose missing variable matters only to the commands that come to need the value. */
const LAZY: readonly (readonly string[])[] = [
  ['clouds', '*'],
  ['databases', '*', 'members'],
  ['traffic', 'providers'],
  ['traffic', 'records', '*', 'targets'],
  ['storage', '*', 'buckets'],
  ['workloads', '*', 'health'],
  ['workloads', '*', 'runs'],
  ['scenarios', '*', 'steps'],
  ['coordination'],
  ['deploy'],
  ['notifications'],
]

/** References to variables that are not set, where the value is needed to know what the platform is. */
export function missingReferences(
  value: unknown,
  environment: Environment,
  later: readonly string[],
): Mistake[] {
  return textsOf(value).flatMap(([path, text]) =>
    isLazy(path, later)
      ? []
      : referencesIn(text)
          .filter((name) => environment[name] === undefined)
          .map((name) => ({
            path,
            on: 'value' as const,
            message: `the environment variable ${name} is not set`,
            expected: 'a value that is known whenever the file is read',
          })),
  )
}

function isLazy(path: Path, later: readonly string[]): boolean {
  if (later.includes(String(path[0]))) return true
  return LAZY.some((pattern) => pattern.every((part, index) => part === '*' || part === path[index]))
}
