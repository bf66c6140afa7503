import { CLOUDS, type Cloud } from '../clouds.ts'
import type { Mistake, Path } from '../mistake.ts'
import type { PlatformFile } from '../schema.ts'

/** A file whose shape has been judged: what it means is checked where its shape is right. */
export interface Judged {
  readonly file: PlatformFile
  /** Whether the shape at or under a path is wrong, unknown keys aside. */
  readonly isBroken: (path: Path) => boolean
}

/** Joins the file's value with what is known about its shape. */
export function judge(file: unknown, shape: readonly Mistake[]): Judged {
  const wrong = shape.filter((mistake) => mistake.unknownKey !== true)
  return {
    file: file as PlatformFile,
    isBroken: (path) => wrong.some((mistake) => path.every((part, index) => mistake.path[index] === part)),
  }
}

/** The value where it is a mapping. */
export function mapping(value: unknown): Record<string, unknown> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

/** Entries of a section; none where the section is absent or no mapping. */
export function entriesOf<T>(section: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries((mapping(section) ?? {}) as Record<string, T>)
}

/** Keys of a per-cloud mapping that are clouds; any other is an unknown key already. */
export function cloudsIn(section: unknown): Cloud[] {
  return CLOUDS.filter((cloud) => Object.hasOwn(mapping(section) ?? {}, cloud))
}
