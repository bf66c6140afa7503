import type { RecordSet } from './state.ts'

/** A name as Route 53 stores it: lower case, final dot, `*` and other odd characters as octal escapes. */
export function storedName(name: string): string {
  const escaped = name
    .toLowerCase()
    .replace(/[^a-z0-9\-_.\\]/g, (odd) => `\\${odd.charCodeAt(0).toString(8).padStart(3, '0')}`)
  return escaped.endsWith('.') ? escaped : `${escaped}.`
}

/** A stored name as DNS compares it: no final dot, the wildcard label as `*`. */
export function dnsName(stored: string): string {
  return stored.replace(/\.$/, '').replace(/\\052/g, '*')
}

function sortKey(name: string): string {
  return name.replace(/\.$/, '').split('.').reverse().join('\u0000')
}

/** The order of ListResourceRecordSets: labels from the right, then type, then set identifier. */
export function compareRecordSets(
  a: Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>,
  b: Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>,
): number {
  return (
    compareText(sortKey(a.Name), sortKey(b.Name)) ||
    compareText(a.Type, b.Type) ||
    compareText(a.SetIdentifier ?? '', b.SetIdentifier ?? '')
  )
}

/** The order of hosted zones by name. */
export function compareNames(a: string, b: string): number {
  return compareText(sortKey(a), sortKey(b))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
