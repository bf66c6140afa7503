import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LabError, messageOf } from '../lab-error.ts'
import type { ControlRequest, ControlRequests } from './control-protocol.ts'
import { listen } from './listener.ts'

export type ControlHandlers = {
  readonly [K in ControlRequest]: (
    input: ControlRequests[K]['input'],
  ) => Promise<ControlRequests[K]['output']>
}

/** Takes the lab's commands on a loopback port; only who can read the token in the state folder is heard. */
export async function startControlServer(token: string, handlers: () => ControlHandlers | undefined) {
  const server = createServer((request, response) => {
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
      response.end(JSON.stringify(body))
    }
    const answer = async () => {
      if (!sameToken(request.headers.authorization, `Bearer ${token}`))
        return reply(401, { message: 'wrong token' })
      const name = request.url?.slice(1) ?? ''
      const known = handlers()
      if (!known || request.method !== 'POST' || !Object.hasOwn(known, name)) {
        return reply(404, { message: 'the lab does not know this request' })
      }
      const input = JSON.parse(await readText(request)) as never
      reply(200, await known[name as ControlRequest](input))
    }
    answer().catch((error: unknown) =>
      reply(500, { message: messageOf(error), hint: error instanceof LabError ? error.hint : undefined }),
    )
  })
  await listen(server, '127.0.0.1', 0)
  return {
    port: (server.address() as AddressInfo).port,
    close(): void {
      server.close()
      server.closeIdleConnections()
    },
  }
}

function sameToken(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) text += part
  return text || '{}'
}
