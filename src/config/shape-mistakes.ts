import type * as z from 'zod/mini'
import type { Mistake, Path } from './mistake.ts'
import { nearest } from './nearest.ts'

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
}

/** Words the findings of the schema the way an operator reads them. */
export function shapeMistakes(issues: readonly Issue[], root: unknown, schema: z.ZodMiniType): Mistake[] {
  return issues.flatMap((issue) => mistakesOf(issue, root, schema))
}

function mistakesOf(issue: Issue, root: unknown, schema: z.ZodMiniType): Mistake[] {
  const path = issue.path as Path
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], keysAt(schema, path, root)))
    case 'invalid_key':
      return [
        {
          path,
          on: 'key',
          message: `the key ${quoted(path.at(-1))} is not valid`,
          expected: issue.issues[0]?.message ?? issue.message,
        },
      ]
    case 'invalid_value':
      return [wrongWord(path, valueAt(root, path), issue.values.map(String))]
    case 'invalid_union':
      return [wrongWord(path, valueAt(root, path), unionWords(issue))]
    case 'invalid_type':
      return [wrongType(issue, path, valueAt(root, path))]
    default: {
      const value = valueAt(root, path)
      return [{ path, on: 'value', message: `${shown(value)} is not valid here`, expected: issue.message }]
    }
  }
}

function unionWords(issue: Issue): string[] {
  return ('options' in issue ? (issue.options ?? []) : []).map(String)
}

function unknownKey(path: Path, known: readonly string[]): Mistake {
  const key = String(path.at(-1))
  const near = nearest(key, known)
  return {
    path,
    on: 'key',
    message: `unknown key ${quoted(key)}`,
    expected: near === undefined ? `one of ${known.join(', ')}` : `did you mean ${quoted(near)}?`,
    unknownKey: true,
  }
}

function wrongWord(path: Path, value: unknown, words: readonly string[]): Mistake {
  if (value === undefined) return missing(path, `one of ${words.join(', ')}`)
  const near = typeof value === 'string' ? nearest(value, words) : undefined
  return {
    path,
    on: 'value',
    message: `${shown(value)} is not known here`,
    expected: `one of ${words.join(', ')}${near === undefined ? '' : `; did you mean ${quoted(near)}?`}`,
  }
}

function wrongType(issue: Issue & { code: 'invalid_type' }, path: Path, value: unknown): Mistake {
  const own = issue.message.startsWith('Invalid input') ? undefined : issue.message
  const expected = own ?? KINDS[issue.expected] ?? issue.expected
  if (value === undefined) return missing(path, own ?? `it holds ${expected}`)
  const quotes =
    own === undefined &&
    issue.expected === 'string' &&
    (typeof value === 'number' || typeof value === 'boolean')
  return {
    path,
    on: 'value',
    message: `${shown(value)} is ${kindOf(value)}`,
    expected: quotes ? `${expected} belongs here, so put it in quotes` : belongs(expected),
  }
}

function missing(path: Path, expected: string): Mistake {
  return { path, on: 'value', message: `the key ${quoted(path.at(-1))} is missing`, expected }
}

/** `a mapping` as a sentence; what the schema words itself stays as it is. */
function belongs(expected: string): string {
  return Object.values(KINDS).includes(expected) ? `${expected} belongs here` : expected
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value === 'number') return 'a number'
  return typeof value === 'boolean' ? 'true or false' : 'text'
}

const LONGEST_SHOWN = 40

/** Texts that may hold a password are not repeated in a message. */
function shown(value: unknown): string {
  if (typeof value === 'string') {
    if (/:\/\/[^\s/]*@/.test(value)) return 'the connection string'
    return quoted(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value)
  }
  return typeof value === 'object' && value !== null ? 'this' : value === null ? 'this' : String(value)
}

function quoted(value: unknown): string {
  return `\`${String(value)}\``
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const part of path) {
    if (value === null || typeof value !== 'object') return undefined
    value = Object.hasOwn(value, part) ? (value as Record<string | number, unknown>)[part] : undefined
  }
  return value
}

/** The keys that the schema knows at a path. */
function keysAt(schema: z.ZodMiniType, path: Path, root: unknown): string[] {
  let here = inner(schema)
  for (const [index, part] of path.entries()) {
    const definition = here._zod.def as unknown as {
      shape?: Record<string, z.ZodMiniType>
      valueType?: z.ZodMiniType
      element?: z.ZodMiniType
    }
    const next = definition.shape?.[part] ?? definition.valueType ?? definition.element
    if (next === undefined) return []
    here = chosen(inner(next), valueAt(root, path.slice(0, index + 1)))
  }
  const shape = (here._zod.def as { shape?: Record<string, unknown> }).shape
  return Object.keys(shape ?? {})
}

function inner(schema: z.ZodMiniType): z.ZodMiniType {
  const definition = schema._zod.def as { innerType?: z.ZodMiniType }
  return definition.innerType === undefined ? schema : inner(definition.innerType)
}

/** Of a union told apart by one key, the alternative that the value has chosen. */
function chosen(schema: z.ZodMiniType, value: unknown): z.ZodMiniType {
  const definition = schema._zod.def as unknown as { discriminator?: string; options?: z.ZodMiniType[] }
  if (definition.discriminator === undefined || definition.options === undefined) return schema
  const word = (value as Record<string, unknown>)[definition.discriminator]
  const option = definition.options.find((candidate) => {
    const shape = (candidate._zod.def as unknown as { shape: Record<string, z.ZodMiniType> }).shape
    return shape[definition.discriminator as string]?.safeParse(word).success
  })
  return option ?? schema
}
