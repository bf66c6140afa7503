import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeSlots } from '../../src/lab/application/slots.ts'
import { isMoving } from '../../src/lab/application/writable-database.ts'
import { randomText } from '../../src/lab/daemon/cloud-host.ts'
import { makeThrottles } from '../../src/lab/daemon/throttles.ts'
import { exportLines } from '../../src/lab/demo/client-environment.ts'
import { readJsonFile, writeJsonFile } from '../../src/lab/json-file.ts'
import { labFolder } from '../../src/lab/lab-folder.ts'
import { networkCandidates } from '../../src/lab/network.ts'
import { allPostgres, findPostgres } from '../../src/lab/postgres/binaries.ts'
import { identify, isRunning, signalProcess } from '../../src/lab/processes.ts'

describe('identifiers', () => {
  test('are the same for one seed, in the wanted alphabet and length', () => {
    const text = randomText(40, 'ABC', 'seed/1')
    expect(text).toMatch(/^[ABC]{40}$/)
    expect(randomText(40, 'ABC', 'seed/1')).toBe(text)
    expect(randomText(40, 'ABC', 'seed/2')).not.toBe(text)
    expect(randomText(40, 'ABC', undefined)).not.toBe(randomText(40, 'ABC', undefined))
  })
})

describe('throttling', () => {
  test('lets its rate through and ends with its time', () => {
    let nowMs = 0
    const throttles = makeThrottles(() => nowMs)
    throttles.set('dns', 2, 10_000)
    expect(['dns', 'dns', 'dns', 'sql'].map(throttles.refuses)).toEqual([false, false, true, false])
    nowMs = 500
    expect([throttles.refuses('dns'), throttles.refuses('dns')]).toEqual([false, true])
    nowMs = 10_000
    expect(throttles.refuses('dns')).toBe(false)
    expect(throttles.list()).toEqual([])
  })
})

describe('a shell', () => {
  test.each(["it's", '$HOME `id` "x"', 'a\nb', ''])('takes %j as it is', (value) => {
    const script = `${exportLines({ LAB_VALUE: value }).join('\n')}\nprintf %s "$LAB_VALUE"`
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value)
  })
})

describe('files of the state', () => {
  test('are private and whole', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcloud-json-'))
    const path = join(folder, 'a.json')
    try {
      writeJsonFile(path, { a: 1 })
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(readJsonFile(path)).toEqual({ a: 1 })
      expect(readJsonFile(join(folder, 'none.json'))).toBeUndefined()
      expect(() => readJsonFile(import.meta.filename)).toThrow(/is damaged/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('lie in the folder given, or in the XDG state folder', () => {
    expect(labFolder('x', {}, '/home/o').root).toBe('/home/o/x')
    expect(labFolder(undefined, { XDG_STATE_HOME: '/s' }, '/').root).toBe('/s/mcloud/lab')
    expect(labFolder(undefined, { HOME: '/h' }, '/').root).toBe('/h/.local/state/mcloud/lab')
  })
})

describe('processes', () => {
  test('are known by more than their number', () => {
    const own = identify(process.pid)
    if (!own) throw new Error('this process is unknown')
    expect(isRunning(own)).toBe(true)
    expect(isRunning({ ...own, startedAt: '1' })).toBe(false)
    expect(signalProcess({ ...own, startedAt: '1' }, 'SIGKILL')).toBe(false)
  })
})

describe('addresses', () => {
  test('differ from candidate to candidate and are the same for one folder', () => {
    const candidates = [...networkCandidates('/a')]
    expect(new Set(candidates.map(({ hosts }) => hosts.aws)).size).toBe(candidates.length)
    expect([...networkCandidates('/a')]).toEqual(candidates)
    for (const { hosts, ports } of candidates) {
      expect(hosts.gcp).toMatch(/^127\.\d+\.2\.1$/)
      expect(Math.max(...Object.values(ports))).toBeLessThan(32_768)
    }
  })
})

describe('PostgreSQL', () => {
  test('is found in the packages from npm, by version', () => {
    expect(findPostgres('18', {})).toMatchObject({ major: 18 })
    expect(findPostgres('15', {})).toMatchObject({ major: 15 })
    expect(allPostgres({}).map(({ major }) => major)).toEqual(expect.arrayContaining([15, 18]))
  })

  test('is refused in a version that mcloud does not know, or where there is none', () => {
    expect(() => findPostgres('14', {})).toThrow(/not one of 15, 16, 17, 18/)
    expect(() => findPostgres('/nowhere/at/all', {})).toThrow(/holds no PostgreSQL/)
  })
})

describe('an error of the database', () => {
  test.each([
    ['25006', true],
    ['28000', true],
    ['57P01', true],
    ['42501', true],
    ['ECONNRESET', true],
    ['EPIPE', true],
    ['23505', false],
    ['42P01', false],
  ])('%s: look elsewhere? %s', (code, moving) => {
    expect(isMoving(Object.assign(new Error('x'), { code }))).toBe(moving)
  })
})

test('slots serve so many at a time, in order, and survive a failure', async () => {
  const withSlot = makeSlots(2)
  const order: number[] = []
  let busy = 0
  const one = (number: number) =>
    withSlot(async () => {
      busy += 1
      expect(busy).toBeLessThanOrEqual(2)
      order.push(number)
      await Promise.resolve()
      busy -= 1
      if (number === 1) throw new Error('one')
    })
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(one))
  expect(order).toEqual([0, 1, 2, 3, 4])
  expect(ended.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true])
})

test('every process of the lab begins in one entry that the build knows', () => {
  const build = readFileSync(join(import.meta.dirname, '..', '..', 'rolldown.config.mjs'), 'utf8')
  expect(build).toContain('src/lab/lab-process.ts')
})
