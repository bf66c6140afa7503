// A lab of its own for a benchmark, driven through the built program.
import { spawn, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withEnd, withScratch } from './support/scratch.mjs'

/** Starts a lab, lends it to the work, and takes it down whatever happens. */
export function withLab(root, work) {
  return withScratch((folder) => lend(root, folder, work))
}

async function lend(root, folder, work) {
  const lab = ['--dir', join(folder, 'lab')]
  let environment = { ...process.env }
  delete environment.NODE_EXTRA_CA_CERTS

  /** Runs mcloud; resolves to the data of its envelope. Throws where the exit code is not accepted. */
  async function mcloud(words, accept = [0]) {
    const { code, stdout, stderr, elapsedMs } = await runProgram(root, [...words, '--json'], environment)
    if (!accept.includes(code))
      throw new Error(`mcloud ${words.join(' ')} ended with ${code}\n${stdout}${stderr}`)
    return { data: JSON.parse(stdout).data, elapsedMs }
  }

  /** Runs mcloud until right before the first effect whose line begins so, and kills it there. */
  async function killed(words, before) {
    const hook = join(root, 'test', 'support', 'kill', 'die-at-effect.mjs')
    const env = { ...environment, MCLOUD_TEST_DIE: `before:${before}` }
    const ended = await runProgram(root, words, env, ['--import', hook])
    if (ended.signal !== 'SIGKILL')
      throw new Error(`mcloud ${words.join(' ')} did not come to "${before}": ${ended.code}\n${ended.stderr}`)
  }
  async function inLab() {
    const up = await mcloud(['lab', 'up', ...lab])
    const { data } = await mcloud(['lab', 'env', ...lab])
    // The variable for the CA serves other clients; mcloud takes it from the platform file.
    const { NODE_EXTRA_CA_CERTS: _, ...variables } = data
    environment = { ...environment, ...variables }
    return work({ mcloud, killed, lab, upMs: up.elapsedMs, folder: join(folder, 'lab') })
  }
  const reset = [join(root, 'bin', 'mcloud.js'), 'lab', 'reset', '--yes', '--quiet', ...lab]
  return withEnd(inLab, () => spawnSync(process.execPath, reset, { env: environment, stdio: 'ignore' }))
}

function runProgram(root, words, env, options = []) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, [...options, join(root, 'bin', 'mcloud.js'), ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout, stderr, elapsedMs: performance.now() - start }),
    )
  })
}

/** The value below which the given share of the values lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

export const settle = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** When each write was acknowledged to the load client, in order. */
export async function readLog(log) {
  return (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"acknowledged"'))
    .map((line) => JSON.parse(line).atMs)
    .sort((one, other) => one - other)
}

/** The longest time between two acknowledged writes in each window. */
export function pausesIn(times, windows) {
  return windows.map(([from, to]) => {
    const inside = times.filter((at) => at >= from && at <= to)
    return Math.max(...inside.slice(1).map((at, index) => at - inside[index]))
  })
}
