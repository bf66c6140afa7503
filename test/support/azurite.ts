import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BlobServiceClient, type StoragePipelineOptions } from '@azure/storage-blob'
import { serverCertificate } from '../../src/lab/daemon/certificates.ts'
import { unsignedToken } from './azure-harness.ts'
import { freePort } from './free-port.ts'

/** Microsoft's own emulator of Blob Storage, over TLS and with sign-in. */
export interface Azurite {
  readonly url: string
  readonly caFile: string
  readonly tokenFile: string
  /** `account/container`, empty. */
  readonly place: string
  close(): Promise<void>
}

const ACCOUNT = 'devstoreaccount1'

/** Starts the program `azurite-blob` with one empty container. */
export async function startAzurite(program: string): Promise<Azurite> {
  const folder = mkdtempSync(join(tmpdir(), 'mcloud-azurite-'))
  const { key, certificate } = await serverCertificate(folder, ['127.0.0.1'])
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const port = await freePort()
  const child = spawn(
    program,
    [
      ...['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', join(folder, 'data')],
      ...['--cert', file('cert.pem', certificate), '--key', file('key.pem', key), '--oauth', 'basic'],
      ...['--skipApiVersionCheck', '--silent', '--disableTelemetry'],
    ],
    { stdio: 'ignore' },
  )
  await listening(port)
  const url = `https://127.0.0.1:${port}`
  const caFile = join(folder, 'ca.pem')
  const token = unsignedToken('https://storage.azure.com')
  const client = new BlobServiceClient(
    `${url}/${ACCOUNT}`,
    { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    { tlsOptions: { ca: readFileSync(caFile, 'utf8') } } as StoragePipelineOptions,
  )
  await client.createContainer('shop-coordination')
  return {
    url,
    caFile,
    tokenFile: file('token', token),
    place: `${ACCOUNT}/shop-coordination`,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function listening(port: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isOpen) return
    await sleep(100)
  }
  throw new Error('Azurite did not start')
}
