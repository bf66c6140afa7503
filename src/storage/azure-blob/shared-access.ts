import { createHmac } from 'node:crypto'
import { encodeText } from '../http/encode-key.ts'

const VERSION = '2021-12-02'

/**
 * A shared access signature that lets anybody read the blobs of one container until a time, as a query.
 * https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 */
export function readSignature(
  { account, container, key }: { readonly account: string; readonly container: string; readonly key: string },
  untilMs: number,
): string {
  const until = `${new Date(untilMs).toISOString().slice(0, 19)}Z`
  const text = [
    ...['r', '', until, `/blob/${account}/${container}`],
    // Policy, addresses, protocol; version; container; snapshot, encryption scope; five headers of the answer.
    ...['', '', '', VERSION, 'c', '', '', '', '', '', '', ''],
  ].join('\n')
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64')
  const words = { sv: VERSION, sr: 'c', sp: 'r', se: until, sig: signature }
  return Object.entries(words)
    .map(([name, value]) => `${name}=${encodeText(value)}`)
    .join('&')
}
