import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { LabRequest, LabResponse } from '../../src/lab/cloud.ts'

/** An HTTP face before a cloud of the tests, which can be told to misbehave for the next requests. */
export interface WireFront {
  readonly url: string
  /** What arrived, faults included. */
  readonly requests: readonly LabRequest[]
  /** Lets the next requests that match meet a fault; given faults are used up in order. */
  inject(...faults: Fault[]): void
  clear(): void
  close(): Promise<void>
}

export interface Fault {
  readonly kind: /** Answers instead of the cloud. */
    | 'answer'
    /** Closes the connection before the cloud sees the request. */
    | 'cut-before'
    /** Lets the cloud act and closes the connection instead of passing its answer on. */
    | 'cut-after'
    /** Never answers. */
    | 'hang'
  readonly answer?: LabResponse
  /** Default: every request. */
  readonly matches?: (request: LabRequest) => boolean
}

export interface WireFrontInput {
  readonly handle: (request: LabRequest) => Promise<LabResponse>
  readonly tls?: { readonly key: string; readonly cert: string }
}

export async function openWireFront({ handle, tls }: WireFrontInput): Promise<WireFront> {
  const requests: LabRequest[] = []
  let faults: Fault[] = []
  const take = (request: LabRequest): Fault | undefined => {
    const fault = faults.find((each) => each.matches === undefined || each.matches(request))
    faults = faults.filter((each) => each !== fault)
    return fault
  }
  const listener: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', async () => {
      const request: LabRequest = {
        method: incoming.method ?? 'GET',
        url: incoming.url ?? '/',
        headers: Object.fromEntries(
          Object.entries(incoming.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.join(', ') : value,
          ]),
        ),
        body: Buffer.concat(chunks),
      }
      requests.push(request)
      const fault = take(request)
      if (fault?.kind === 'hang') return
      if (fault?.kind === 'cut-before') return void incoming.socket.destroy()
      if (fault?.answer !== undefined) return write(response, fault.answer)
      const answer = await handle(request)
      if (fault?.kind === 'cut-after') return void incoming.socket.destroy()
      write(response, answer)
    })
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    inject: (...more) => faults.push(...more),
    clear() {
      faults = []
      requests.length = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function write(response: ServerResponse, answer: LabResponse): void {
  response.writeHead(answer.status, answer.headers)
  response.end(answer.body)
}
