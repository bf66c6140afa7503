import { XMLParser } from 'fast-xml-parser'
import type { LeasePage } from '../calls/leases.ts'

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Contents' })

interface Listing {
  readonly ListBucketResult?: {
    readonly Contents?: readonly { readonly Key: string }[]
    readonly IsTruncated?: string
    readonly NextContinuationToken?: string
  }
}

/** One page of ListObjectsV2 with `encoding-type=url`. */
export function readListing(text: string): LeasePage {
  const {
    Contents = [],
    IsTruncated,
    NextContinuationToken,
  } = (parser.parse(text) as Listing).ListBucketResult ?? {}
  const keys = Contents.map(({ Key }) => decodeURIComponent(Key.replaceAll('+', ' ')))
  return IsTruncated === 'true' && NextContinuationToken !== undefined
    ? { keys, next: NextContinuationToken }
    : { keys }
}
