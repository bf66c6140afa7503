import type { StoreLimits } from './object-store.ts'

const MIB = 1024 * 1024
const USUAL_PART_BYTES = 8 * MIB

/** Larger parts would not fit into memory several at a time. */
const LARGEST_PART_BYTES = 64 * MIB

/** Above this size an object is moved in parts. */
export const WHOLE_OBJECT_BYTES = 8 * MIB

/** How many bytes a part has: 8 MiB, or as many more as the place's number of parts makes needed. */
export function partBytesFor(size: number, limits: StoreLimits): number {
  const { min, max, count } = limits.part
  const needed = Math.ceil(size / count / MIB) * MIB
  return Math.min(max, Math.max(min, USUAL_PART_BYTES, needed))
}

/** Whether parts of that size can be sent to a place, and are as many as the tag says. */
export function fitsParts(size: number, partBytes: number, partsTag: string, limits: StoreLimits): boolean {
  const count = Math.ceil(size / partBytes)
  return (
    partsTag.endsWith(`-${count}`) &&
    partBytes >= limits.part.min &&
    partBytes <= Math.min(limits.part.max, LARGEST_PART_BYTES) &&
    count <= limits.part.count
  )
}
