import type { StoreLimits } from './object-store.ts'

const MIB = 1024 * 1024
const USUAL_PART_BYTES = 8 * MIB

/** Above this size an object is moved in parts. */
export const WHOLE_OBJECT_BYTES = 8 * MIB

/** How many bytes a part has: 8 MiB, or as many more as the place's number of parts makes needed. */
export function partBytesFor(size: number, limits: StoreLimits): number {
  const { min, max, count } = limits.part
  const needed = Math.ceil(size / count / MIB) * MIB
  return Math.min(max, Math.max(min, USUAL_PART_BYTES, needed))
}

/**
 * The size of the parts that an S3 object was uploaded in, told by its size and their number where only one
 * whole number of MiB fits: copied in the same parts, the copy has the same ETag, which proves it.
 */
export function partBytesOf(size: number, partsTag: string, limits: StoreLimits): number | undefined {
  const count = Number(partsTag.split('-')[1])
  if (!(count > 1)) return undefined
  const least = Math.ceil(size / count / MIB) * MIB
  const fits = (bytes: number) => Math.ceil(size / bytes) === count
  const candidates = [8, 16, 5, 32, 64, 128].map((mib) => mib * MIB).filter(fits)
  const bytes = candidates[0] ?? (fits(least) ? least : undefined)
  if (bytes === undefined || bytes < limits.part.min || bytes > limits.part.max) return undefined
  return count <= limits.part.count ? bytes : undefined
}
