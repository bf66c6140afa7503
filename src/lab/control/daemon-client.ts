import { request } from 'node:http'
import type { ControlRequest, ControlRequests, DaemonAddress } from '../daemon/control-protocol.ts'
import { readJsonFile } from '../json-file.ts'
import { LabError, messageOf } from '../lab-error.ts'
import type { LabFolder } from '../lab-folder.ts'
import { isRunning } from '../processes.ts'

const ASK_TIMEOUT_MS = 60_000

/** Whether the world of a folder runs. `crashed`: its daemon is gone without `lab down`. */
export type DaemonState =
  | { readonly kind: 'running'; readonly address: DaemonAddress }
  | { readonly kind: 'crashed'; readonly pid: number }
  | { readonly kind: 'down' }

export function findDaemon(folder: LabFolder): DaemonState {
  const address = readJsonFile<DaemonAddress>(folder.daemon)
  if (!address) return { kind: 'down' }
  return isRunning(address) ? { kind: 'running', address } : { kind: 'crashed', pid: address.pid }
}

/**
 * Asks the daemon of a lab for something.
 * @throws LabError when the lab is not up, or with what the daemon says against it
 */
export async function askDaemon<K extends ControlRequest>(
  folder: LabFolder,
  name: K,
  input: ControlRequests[K]['input'],
): Promise<ControlRequests[K]['output']> {
  const daemon = findDaemon(folder)
  if (daemon.kind === 'down') {
    throw new LabError(`no lab is up in ${folder.root}`, 'Start it with `mcloud lab up`.')
  }
  if (daemon.kind === 'crashed') {
    throw new LabError(
      `the lab's daemon (process ${daemon.pid}) is gone without \`lab down\``,
      'Bring the lab back with `mcloud lab up`, or clean up with `mcloud lab down`.',
    )
  }
  const { status, body } = await post(daemon.address, name, JSON.stringify(input))
  if (status !== 200) {
    const { message, hint } = body as { message: string; hint?: string }
    throw new LabError(message, hint)
  }
  return body as ControlRequests[K]['output']
}

function post(
  address: DaemonAddress,
  name: string,
  text: string,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) =>
      reject(
        new LabError(
          `the lab's daemon does not answer: ${messageOf(error)}`,
          'Try `mcloud lab down`.',
          error,
        ),
      )
    const sent = request(
      {
        host: '127.0.0.1',
        port: address.port,
        path: `/${name}`,
        method: 'POST',
        agent: false,
        timeout: ASK_TIMEOUT_MS,
        headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' },
      },
      (response) => {
        let received = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          received += part
        })
        response.on('error', fail)
        response.on('end', () => {
          try {
            resolve({ status: response.statusCode ?? 500, body: JSON.parse(received) })
          } catch (error) {
            fail(error)
          }
        })
      },
    )
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', fail)
    sent.end(text)
  })
}
