import { XMLParser } from 'fast-xml-parser'
import type { LeasePage } from '../calls/leases.ts'

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Blob' })

interface Listing {
  readonly EnumerationResults?: {
    /** An empty element is an empty text. */
    readonly Blobs?: '' | { readonly Blob?: readonly { readonly Name: string }[] }
    readonly NextMarker?: string
  }
}

/** One page of List Blobs; the names are those of documents, which XML can hold. */
export function readListing(text: string): LeasePage {
  const { Blobs, NextMarker } =
    (parser.parse(text.replace(/^\uFEFF/, '')) as Listing).EnumerationResults ?? {}
  const keys = (Blobs ? (Blobs.Blob ?? []) : []).map(({ Name }) => Name)
  return NextMarker ? { keys, next: NextMarker } : { keys }
}
