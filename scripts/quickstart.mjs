// The main job of mcloud on this machine alone: a world of three clouds, writes through the routed name, the database
// with its traffic moved to another cloud and back; then that region is lost for real, given up by force, taken back
// as a replica, and failed back to. Ends its lab whatever happens.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../bin/mcloud.js', import.meta.url))
const folder = path.join(mkdtempSync(path.join(tmpdir(), 'mcloud-quickstart-')), 'lab')
const lab = ['--dir', folder]
const rich = process.stdout.isTTY === true || process.env.FORCE_COLOR !== undefined
const bold = (text) => (rich ? `\u001b[1m${text}\u001b[22m` : text)

/** Exit code of what was done and has left something to do: here the lost primary, until it rejoins. */
const PARTIAL = 6

let environment = process.env
let running

/** Runs one mcloud command; its output is shown as it comes, or captured. */
function mcloud(words, { show = true, accept = [0], capture = false } = {}) {
  if (show) console.log(bold(`\n$ mcloud ${words.filter((word) => !lab.includes(word)).join(' ')}`))
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      env: environment,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
    })
    running = child
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running = undefined
      if (accept.includes(code)) resolve(output)
      else reject(new Error(`mcloud ${words[0]} ended with ${signal ?? `exit code ${code}`}`))
    })
  })
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function endLab() {
  environment = process.env
  await mcloud(['lab', 'down', ...lab, '--quiet'], { show: false, capture: true }).catch(() => {})
  rmSync(path.dirname(folder), { recursive: true, force: true })
}

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    interrupted = true
    running?.kill('SIGINT')
  })

const startedAt = Date.now()
try {
  await mcloud(['lab', 'up', ...lab])
  const { data } = JSON.parse(await mcloud(['lab', 'env', ...lab, '--json'], { show: false, capture: true }))
  environment = { ...process.env, ...data }
  await mcloud(['lab', 'load', '--background', '--until-stopped', '--rate', '200', ...lab])
  await mcloud(['status'])
  await mcloud(['failover', 'promote', '--to', 'gcp', '--confirm=shop'])
  await pause(2000)
  await mcloud(['status'])
  await mcloud(['failover', 'promote', '--to', 'aws', '--confirm=shop'])
  await pause(2000)
  await mcloud(['lab', 'load', 'stop', '--verify', ...lab])
  await mcloud(['lab', 'fail', 'aws', ...lab])
  const forced = ['failover', 'promote', '--to', 'gcp', '--forced', '--accept-loss', '1m', '--confirm=shop']
  await mcloud(forced, { accept: [0, PARTIAL] })
  await mcloud(['lab', 'heal', 'aws', ...lab])
  await mcloud([
    'failover',
    'rejoin',
    '--cloud',
    'aws',
    '--out',
    path.join(folder, 'divergent'),
    '--confirm=shop',
  ])
  await mcloud(['failover', 'failback', '--confirm=shop'])
  await mcloud(['failover', 'history'])
  await mcloud(['status'])
} catch (error) {
  process.exitCode = interrupted ? 130 : 1
  console.error(interrupted ? '\nInterrupted.' : `\nThe quickstart did not succeed: ${error.message}`)
} finally {
  await endLab()
}
if (process.exitCode === undefined) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0)
  console.log(bold(`\nDone in ${seconds} s; nothing is left running.`))
  console.log('Next: `npx mcloud lab up`, then docs/lab.md; for a platform of your own, `npx mcloud init`.')
}
