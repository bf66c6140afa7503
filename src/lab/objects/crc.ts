/** A checksum that is fed piece by piece. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void
  /** Big endian, as all vendors write it. */
  digest(): Buffer
}

const SLICES = 8

/** Tables for eight bytes at a time. https://create.stephan-brumme.com/crc32/#slicing-by-8-overview */
function makeTables(reflectedPolynomial: number): readonly Uint32Array[] {
  const tables = Array.from({ length: SLICES }, () => new Uint32Array(256))
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ reflectedPolynomial : value >>> 1
    ;(tables[0] as Uint32Array)[byte] = value
  }
  const first = tables[0] as Uint32Array
  for (let slice = 1; slice < SLICES; slice++)
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[slice - 1]?.[byte] ?? 0
      ;(tables[slice] as Uint32Array)[byte] = (before >>> 8) ^ (first[before & 0xff] ?? 0)
    }
  return tables
}

const POLYNOMIALS = { crc32: 0xedb88320, crc32c: 0x82f63b78 } as const
const made = new Map<number, readonly Uint32Array[]>()

/** CRC-32 (IEEE) or CRC-32C (Castagnoli). */
export function makeCrc32(kind: keyof typeof POLYNOMIALS): RunningChecksum {
  const polynomial = POLYNOMIALS[kind]
  const tables = made.get(polynomial) ?? makeTables(polynomial)
  made.set(polynomial, tables)
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as FixedTables
  let crc = 0xffffffff
  return {
    update(bytes) {
      let value = crc
      let at = 0
      const { length } = bytes
      for (const end = length - 7; at < end; at += 8) {
        const low =
          value ^
          ((bytes[at] as number) |
            ((bytes[at + 1] as number) << 8) |
            ((bytes[at + 2] as number) << 16) |
            ((bytes[at + 3] as number) << 24))
        value =
          (t7[low & 0xff] as number) ^
          (t6[(low >>> 8) & 0xff] as number) ^
          (t5[(low >>> 16) & 0xff] as number) ^
          (t4[low >>> 24] as number) ^
          (t3[bytes[at + 4] as number] as number) ^
          (t2[bytes[at + 5] as number] as number) ^
          (t1[bytes[at + 6] as number] as number) ^
          (t0[bytes[at + 7] as number] as number)
      }
      for (; at < length; at++) value = (value >>> 8) ^ (t0[(value ^ (bytes[at] as number)) & 0xff] as number)
      crc = value >>> 0
    },
    digest() {
      const out = Buffer.alloc(4)
      out.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
      return out
    },
  }
}

type FixedTables = readonly [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]
