import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LabHost } from '../cloud.ts'
import type { S3Attributes } from './s3-attributes.ts'
import type { DataSyncLocation } from './state.ts'

/** What DataSync reads from, in another cloud of the lab. */
export interface PeerSource {
  list(): AsyncIterable<{ readonly key: string; readonly size: number; readonly md5?: string }>
  read(key: string): Promise<{ readonly body: AsyncIterable<Buffer>; readonly attributes: S3Attributes }>
}

const HEADERS = [
  'content-type',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-disposition',
]

/** Cloud Storage. The lab judges no HMAC key; what stands here is a principal's name. */
export function googleSource(host: LabHost, { bucket, path }: DataSyncLocation): PeerSource {
  const base = `${peerOf(host, 'gcp')}/storage/v1/b/${bucket}/o`
  const headers = { authorization: 'Bearer datasync' }
  return {
    async *list() {
      let pageToken = ''
      do {
        const query = new URLSearchParams({ prefix: path, ...(pageToken === '' ? {} : { pageToken }) })
        const text = await textOf(await get(host, `${base}?${query}`, headers))
        const page = JSON.parse(text) as {
          items?: { name: string; size: string; md5Hash?: string }[]
          nextPageToken?: string
        }
        for (const { name, size, md5Hash } of page.items ?? [])
          yield { key: name, size: Number(size), ...(md5Hash === undefined ? {} : { md5: md5Hash }) }
        pageToken = page.nextPageToken ?? ''
      } while (pageToken !== '')
    },
    async read(key) {
      const url = `${base}/${encodeURIComponent(key)}`
      const about = JSON.parse(await textOf(await get(host, url, headers))) as Record<string, string> & {
        metadata?: Record<string, string>
      }
      const kept = Object.fromEntries(
        HEADERS.flatMap((name) => {
          const value = about[name.replace(/-(.)/, (_, letter: string) => letter.toUpperCase())]
          return value === undefined ? [] : [[name, value]]
        }),
      )
      const body = await get(host, `${url}?alt=media`, headers)
      return { body, attributes: { headers: kept, metadata: about.metadata ?? {} } }
    },
  }
}

/** Blob Storage, by a shared access signature that the lab does not judge. */
export function azureSource(host: LabHost, { bucket, path }: DataSyncLocation): PeerSource {
  const base = `${peerOf(host, 'azure')}/${bucket}`
  return {
    async *list() {
      let marker = ''
      do {
        const query = new URLSearchParams({ restype: 'container', comp: 'list', prefix: path, sig: 'lab' })
        if (marker !== '') query.set('marker', marker)
        const text = await textOf(await get(host, `${base}?${query}`, {}))
        for (const [, blob = ''] of text.matchAll(/<Blob>(.*?)<\/Blob>/gs)) {
          const md5 = element(blob, 'Content-MD5') ?? ''
          const size = Number(element(blob, 'Content-Length'))
          yield { key: element(blob, 'Name') ?? '', size, ...(md5 === '' ? {} : { md5 }) }
        }
        marker = element(text, 'NextMarker') ?? ''
      } while (marker !== '')
    },
    async read(key) {
      const name = key.split('/').map(encodeURIComponent).join('/')
      const body = await get(host, `${base}/${name}?sig=lab`, {})
      const metadata: Record<string, string> = {}
      const headers: Record<string, string> = {}
      for (const [header, value] of Object.entries(body.headers)) {
        if (header.startsWith('x-ms-meta-')) metadata[header.slice(10)] = String(value)
        if (HEADERS.includes(header)) headers[header] = String(value)
      }
      return { body, attributes: { headers, metadata } }
    },
  }
}

function peerOf(host: LabHost, cloud: 'gcp' | 'azure'): string {
  const base = host.peer?.(cloud)
  if (base === undefined) throw new Error(`There is no ${cloud} beside this cloud.`)
  return base
}

function get(
  host: LabHost,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage & AsyncIterable<Buffer>> {
  return new Promise((resolve, reject) => {
    const answered = (answer: IncomingMessage) => {
      if (answer.statusCode === 200) return resolve(answer)
      answer.resume()
      reject(new Error(`the source answered ${answer.statusCode}`))
    }
    const asked = url.startsWith('https:')
      ? httpsRequest(url, { headers, ca: host.authority?.() }, answered)
      : httpRequest(url, { headers }, answered)
    asked.on('error', reject)
    asked.end()
  })
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function element(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>(.*?)</${name}>`, 's')
    .exec(text)?.[1]
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
