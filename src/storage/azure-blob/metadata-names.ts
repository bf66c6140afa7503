/** Names of metadata must be C# identifiers: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/
const ENCODED = 'mcloud_name_'

type Metadata = Readonly<Record<string, string>>

/** Writes names that Azure refuses in letters that it takes, so that they can be read back. */
export function toAzureNames(metadata: Metadata | undefined): Metadata | undefined {
  return (
    metadata &&
    mapNames(metadata, (name) => {
      if (IDENTIFIER.test(name) && !name.startsWith(ENCODED)) return name
      const bytes = [...Buffer.from(name, 'utf8')]
      return `${ENCODED}${bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `_${byte.toString(16).padStart(2, '0')}`)).join('')}`
    })
  )
}

export function fromAzureNames(metadata: Metadata | undefined): Metadata | undefined {
  return (
    metadata &&
    mapNames(metadata, (name) => {
      if (!name.startsWith(ENCODED)) return name
      const latin = name
        .slice(ENCODED.length)
        .replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      return Buffer.from(latin, 'latin1').toString('utf8')
    })
  )
}

function isPlain(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
}

function mapNames(metadata: Metadata, change: (name: string) => string): Metadata {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [change(name), value]))
}
