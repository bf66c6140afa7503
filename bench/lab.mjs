// A lab of its own for a benchmark, driven through the built program.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Starts a lab, lends it to the work, and takes it down whatever happens. */
export async function withLab(root, work) {
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-bench-'))
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
  try {
    const up = await mcloud(['lab', 'up', ...lab])
    const { data } = await mcloud(['lab', 'env', ...lab])
    // The variable for the CA serves other clients; mcloud takes it from the platform file.
    const { NODE_EXTRA_CA_CERTS: _, ...variables } = data
    environment = { ...environment, ...variables }
    return await work({ mcloud, lab, upMs: up.elapsedMs, folder: join(folder, 'lab') })
  } finally {
    await mcloud(['lab', 'reset', '--yes', ...lab])
    await rm(folder, { recursive: true, force: true })
  }
}

function runProgram(root, words, env) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(process.execPath, [join(root, 'bin', 'mcloud.js'), ...words], {
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
    child.on('close', (code) => resolve({ code, stdout, stderr, elapsedMs: performance.now() - start }))
  })
}

/** The value below which the given share of the values lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
