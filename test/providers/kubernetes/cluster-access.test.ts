import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { findCluster } from '../../../src/providers/kubernetes/cluster-access.ts'

const root = mkdtempSync(join(tmpdir(), 'mcloud-kubeconfig-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folder: string
let count = 0
beforeEach(() => {
  folder = join(root, `${++count}`)
  mkdirSync(folder)
})

const base64 = (text: string) => Buffer.from(text).toString('base64')

function kubeconfig(user: object, cluster: object = {}): string {
  const file = join(folder, 'config')
  const config = {
    'current-context': 'one',
    clusters: [{ name: 'c', cluster: { server: 'https://k8s.example.com:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [
      { name: 'one', context: { cluster: 'c', user: 'u' } },
      { name: 'two', context: { cluster: 'none', user: 'u' } },
    ],
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}

const find = (user: object, cluster?: object, more: object = {}) =>
  findCluster({ environment: { KUBECONFIG: kubeconfig(user, cluster), ...more } })

describe('a kubeconfig', () => {
  it('gives a token, and an authority from data or from a file beside it', async () => {
    const access = await find({ token: 'secret' }, { 'certificate-authority-data': base64('PEM') })
    expect(access).toMatchObject({ server: 'https://k8s.example.com:6443', authority: 'PEM' })
    expect(await access.token()).toBe('secret')
    writeFileSync(join(folder, 'ca.crt'), 'FILE')
    expect((await find({}, { 'certificate-authority': 'ca.crt' })).authority).toBe('FILE')
  })

  it('gives a client certificate', async () => {
    const user = { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') }
    const access = await find(user)
    expect(access.certificate).toEqual({ cert: 'CERT', key: 'KEY' })
    expect(await access.token()).toBeUndefined()
  })

  it('asks a credential plugin, and again only when its token ends', async () => {
    const program = join(folder, 'plugin')
    const script = (expires: string) =>
      `#!/bin/sh\necho x >> ${folder}/calls\necho '{"status":{"token":"'$WHO'","expirationTimestamp":"${expires}"}}'\n`
    writeFileSync(program, script('2099-01-01T00:00:00Z'))
    chmodSync(program, 0o755)
    const exec = { command: program, env: [{ name: 'WHO', value: 'operator' }], apiVersion: 'v1' }
    const access = await find({ exec }, {}, { PATH: process.env.PATH })
    expect([await access.token(), await access.token()]).toEqual(['operator', 'operator'])
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('x\n')
    writeFileSync(program, script('2000-01-01T00:00:00Z'))
    const short = await find({ exec }, {}, { PATH: process.env.PATH })
    await short.token()
    await short.token()
    expect(readFileSync(join(folder, 'calls'), 'utf8').length).toBeGreaterThan(4)
  })

  it('is refused where it cannot be used, without telling what a plugin printed', async () => {
    await expect(find({}, { 'insecure-skip-tls-verify': true })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    const environment = { KUBECONFIG: kubeconfig({}) }
    await expect(findCluster({ environment, context: 'two' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('two'),
    })
    await expect(findCluster({ environment: { KUBECONFIG: '/no/such/file' } })).rejects.toMatchObject({
      code: 'AUTH_MISSING',
    })
    const exec = { command: '/bin/sh', args: ['-c', 'echo top-secret; exit 3'] }
    const failing = find({ exec })
    await expect(failing).rejects.toMatchObject({ code: 'AUTH_MISSING' })
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('top-secret') })
  })
})
