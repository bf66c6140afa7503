import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIABENCHBENCHBENCH0', AWS_SECRET_ACCESS_KEY: 'bench-secret-key' }

/** Environment of all programs alike: keys, region, endpoint; no certificates of the machine's own. */
export function environmentFor(url, stateFolder) {
  const { NODE_EXTRA_CA_CERTS: _, AWS_CA_BUNDLE: __, ...rest } = process.env
  return {
    ...rest,
    ...KEYS,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: url,
    MCLOUD_STATE_DIR: stateFolder,
  }
}

export function has(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** What gets rclone as far as it goes: many transfers, one listing, no look at each object. */
const TUNED = '--transfers 64 --checkers 64 --checksum --fast-list --s3-no-head --s3-no-check-bucket'.split(
  ' ',
)

/** The arguments of rclone between two buckets; two remotes, so that the server does not copy by itself. */
export function rcloneArguments(folder, url, from, to, tuned) {
  const file = join(folder, 'rclone.conf')
  const remote = (name, key) =>
    `[${name}]\ntype = s3\nprovider = Other\nendpoint = ${url}\nregion = us-east-1\naccess_key_id = ${key}\nsecret_access_key = ${KEYS.AWS_SECRET_ACCESS_KEY}\n`
  writeFileSync(file, remote('a', KEYS.AWS_ACCESS_KEY_ID) + remote('b', `${KEYS.AWS_ACCESS_KEY_ID}B`))
  return ['--config', file, 'copy', `a:${from}`, `b:${to}`, ...(tuned ? TUNED : [])]
}

/** Runs a program to its end: wall time, and the most memory that it had at any time. */
export async function measure(program, words, env, cwd) {
  const start = performance.now()
  const child = spawn(program, words, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (errors += chunk))
  let peakBytes = 0
  const look = setInterval(() => (peakBytes = Math.max(peakBytes, peakOf(child.pid))), 50)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(look)
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}: ${errors}${output}`)
  return { ms: performance.now() - start, peakBytes, output }
}

function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
