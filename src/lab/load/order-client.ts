import { request } from 'node:http'
import { messageOf } from '../lab-error.ts'
import type { StubResolver } from '../stub-resolver.ts'

export interface Acknowledgement {
  readonly id: string
  readonly cloud: string
}

// Longer than the application holds an order while its database moves.
const REQUEST_TIMEOUT_MS = 5_500

/**
 * Sends one order to whatever the routed name stands for now, over a connection of its own, so that no pool of
 * connections outlives the name's answer.
 * @throws Error with a short reason when it was not acknowledged
 */
export async function sendOrder(
  resolver: StubResolver,
  port: number,
  order: { readonly client: string; readonly seq: number },
): Promise<Acknowledgement> {
  const host = await resolver.address()
  try {
    const { status, body } = await post(host, port, JSON.stringify({ ...order, note: 'load' }))
    const { id, cloud, error } = JSON.parse(body) as Partial<Acknowledgement> & { error?: string }
    if (status === 201 && id && cloud) return { id, cloud }
    throw new Error(error ?? `HTTP ${status}`)
  } catch (error) {
    // The next order asks the name servers anew.
    resolver.forget()
    throw new Error(messageOf(error), { cause: error })
  }
}

function post(host: string, port: number, text: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host,
        port,
        path: '/orders',
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          body += part
        })
        response.on('error', reject)
        response.on('end', () => {
          clearTimeout(timer)
          resolve({ status: response.statusCode ?? 0, body })
        })
      },
    )
    const timer = setTimeout(() => sent.destroy(new Error('no answer in time')), REQUEST_TIMEOUT_MS)
    sent.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    sent.end(text)
  })
}
