/** Why a folder cannot hold an object of that key, or would hold it elsewhere; undefined where it can. */
export function folderKeyRefusal(key: string): string | undefined {
  const names = key.split('/')
  if (key.includes('\0')) return 'a file name cannot hold a NUL'
  if (names.some((name) => name === '')) return 'a folder cannot hold an empty name (// or a final slash)'
  if (names.some((name) => name === '.' || name === '..')) return 'a folder cannot hold the names . and ..'
  if (names.some((name) => Buffer.byteLength(name) > 255)) return 'a file name has at most 255 bytes'
  return undefined
}
