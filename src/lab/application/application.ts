import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from '../daemon/listener.ts'
import { readJsonFile } from '../json-file.ts'
import { LabError, messageOf } from '../lab-error.ts'
import type { ApplicationSettings } from './application-settings.ts'
import type { Order } from './orders.ts'
import { countOrders, placeOrder } from './orders.ts'
import { makeWritableDatabase } from './writable-database.ts'

/** Runs the demo application of one cloud until its parent goes away. */
export async function runApplication(settingsFile: string): Promise<void> {
  const settings = readJsonFile<ApplicationSettings>(settingsFile)
  if (!settings) throw new LabError(`${settingsFile} is missing`)
  const database = makeWritableDatabase(settings)

  const routes: Record<string, (request: IncomingMessage) => Promise<[number, unknown]>> = {
    // Healthy when it can serve: a moving database is no reason to send its customers elsewhere.
    'GET /healthz': async () => [200, { status: 'ok', cloud: settings.cloud }],
    'GET /orders/count': async () => [200, { count: await countOrders(database) }],
    'POST /orders': async (request) => {
      const order = readOrder(await readText(request))
      if (!order)
        return [400, { error: 'an order is {"client": text, "seq": number from 1 on, "note": text}' }]
      return [201, { id: await placeOrder(database, order), cloud: settings.cloud }]
    },
  }
  const server = createServer((request, response) => {
    const route = routes[`${request.method} ${request.url?.split('?')[0]}`]
    const answered = route
      ? route(request)
      : Promise.resolve<[number, unknown]>([404, { error: 'no such page' }])
    answered.then(
      ([status, body]) => reply(response, status, body),
      (error) => reply(response, 503, { error: messageOf(error) }),
    )
  })
  process.on('disconnect', () => process.exit(0))
  // Ctrl-C in a terminal reaches the whole group; only the lab ends its applications.
  process.on('SIGINT', () => {})
  await listen(server, settings.host, settings.port)
  process.send?.('ready')
}

function readOrder(text: string): Order | undefined {
  try {
    const { client, seq, note = '' } = JSON.parse(text) as Partial<Order>
    const valid = typeof client === 'string' && client !== '' && Number.isSafeInteger(seq) && Number(seq) > 0
    return valid && typeof note === 'string' ? { client, seq: Number(seq), note } : undefined
  } catch {
    return undefined
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += part
    if (text.length > 10_000) return ''
  }
  return text
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
