const PLAIN = /^[A-Za-z0-9\-._~/]*$/

/**
 * Percent-encodes a key for the path of a request, slashes kept, as RFC 3986 and SigV4 want it:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function encodeKeyPath(key: string): string {
  return PLAIN.test(key) ? key : encodeText(key).replaceAll('%2F', '/')
}

/** Percent-encodes all but the unreserved characters. */
export function encodeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
