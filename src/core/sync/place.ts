import type { Cloud } from '../../config/clouds.ts'
import type { Problem } from '../../errors/mcloud-error.ts'

/** Where objects are, as an address names it; prefixes are empty or end with a slash. */
export type Place =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'gcs'; readonly bucket: string; readonly prefix: string }
  | {
      readonly kind: 'azure-blob'
      readonly account: string
      readonly container: string
      readonly prefix: string
    }
  | { readonly kind: 'folder'; readonly path: string }
  /** A remote of the user's rclone configuration, which rclone alone can reach. */
  | { readonly kind: 'rclone'; readonly remote: string; readonly path: string }

const CLOUD_OF = { s3: 'aws', gcs: 'gcp', 'azure-blob': 'azure' } as const

/** Whether an argument can only be an address; the name of a pair may have a slash within. */
export function isAddress(text: string): boolean {
  return /^([a-z0-9+-]+:\/|[./~])/i.test(text)
}

/**
 * Reads `s3://bucket/prefix`, `gs://bucket/prefix`, `az://account/container/prefix`, `file:///folder` or a path;
 * a prefix means all below it. A text that is none of them is a problem.
 */
export function parsePlace(at: string, text: string): Place | { readonly problem: Problem } {
  const expected =
    's3://bucket/prefix, gs://bucket/prefix, az://account/container/prefix, rclone://remote/path or a folder'
  const [, scheme = '', rest = ''] = /^([a-z0-9+-]+):\/\/(.*)$/is.exec(text) ?? []
  const [first = '', ...more] = rest.split('/')
  const below = (parts: readonly string[]) => {
    const prefix = parts.join('/')
    return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  }
  switch (scheme.toLowerCase()) {
    case '':
      if (/^(s3|gs|az|file):/i.test(text))
        return { problem: { at, message: `${text} has no // behind its colon`, expected } }
      return { kind: 'folder', path: text }
    case 'file':
      return { kind: 'folder', path: rest }
    case 's3':
    case 'gs':
      if (first === '') return { problem: { at, message: `${text} names no bucket`, expected } }
      return { kind: scheme.toLowerCase() === 's3' ? 's3' : 'gcs', bucket: first, prefix: below(more) }
    case 'az': {
      const [container = '', ...prefix] = more
      if (first === '' || container === '')
        return { problem: { at, message: `${text} names no container`, expected } }
      return { kind: 'azure-blob', account: first, container, prefix: below(prefix) }
    }
    case 'rclone': {
      if (!/^[\w.+@-][\w .+@-]*$/.test(first))
        return {
          problem: { at, message: `${text} names no remote of rclone`, expected: 'rclone://REMOTE/path' },
        }
      return { kind: 'rclone', remote: first, path: more.join('/') }
    }
    default:
      return { problem: { at, message: `${scheme}:// is not an address that mcloud knows`, expected } }
  }
}

/** The place of a bucket as the platform file names it. */
export function placeOf(cloud: Cloud, bucket: string, prefix: string): Place {
  if (cloud !== 'azure') return { kind: cloud === 'aws' ? 's3' : 'gcs', bucket, prefix }
  const [account = '', container = ''] = bucket.split('/')
  return { kind: 'azure-blob', account, container, prefix }
}

/** The cloud that an address is of; undefined for a folder, and for a remote of rclone, which may be anywhere. */
export function cloudOf({ kind }: Place): Cloud | undefined {
  return kind === 'folder' || kind === 'rclone' ? undefined : CLOUD_OF[kind]
}

/** The address of a place, the same for the same place. */
export function addressOf(place: Place): string {
  switch (place.kind) {
    case 'folder':
      return place.path
    case 'rclone':
      return `rclone://${place.remote}/${place.path}`
    case 'azure-blob':
      return `az://${place.account}/${place.container}/${place.prefix}`
    default:
      return `${place.kind === 's3' ? 's3' : 'gs'}://${place.bucket}/${place.prefix}`
  }
}
