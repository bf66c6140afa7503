import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The shell tells the CPU time of what it has waited for, the children of that included. */
const TIMED = '"$@" & echo $! >&3; wait $!; code=$?; times >&3; exit $code'
const TICKS_A_SECOND = 100

/**
 * Runs a program to its end. Of the servers, by process id, it tells the CPU time that they needed meanwhile, and
 * of everything else on the machine how many cores it kept busy: what a wall time is worth depends on that.
 */
export async function measure(program, words, { env, cwd, servers = [] }) {
  const before = { servers: cpuSeconds(servers), machine: busySeconds() }
  const start = performance.now()
  const child = spawn('sh', ['-c', TIMED, 'sh', program, ...words], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const texts = ['', '', '', '']
  for (const index of [1, 2, 3]) child.stdio[index].on('data', (chunk) => (texts[index] += chunk))
  let peakBytes = 0
  const look = setInterval(() => (peakBytes = Math.max(peakBytes, peakOf(Number.parseInt(texts[3], 10)))), 50)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(look)
  const seconds = (performance.now() - start) / 1_000
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}: ${texts[2]}${texts[1]}`)
  const cpu = timesIn(texts[3])
  const serverCpu = cpuSeconds(servers) - before.servers
  const others = (busySeconds() - before.machine - cpu - serverCpu) / seconds
  return { seconds, cpu, serverCpu, others: Math.max(0, others), peakBytes, output: texts[1] }
}

/**
 * Medians of rounds in which everybody has a turn, so that a busy moment of the machine hits all alike. What takes
 * minutes has a turn in the first round only.
 */
export async function takeTurns(runners, rounds, once = []) {
  const measured = Object.fromEntries(Object.keys(runners).map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1)
    for (const [name, runner] of Object.entries(runners))
      if (round === 0 || !once.includes(name)) measured[name].push(await runner())
  return Object.fromEntries(Object.entries(measured).map(([name, each]) => [name, medians(each)]))
}

function medians(measured) {
  const middle = (of) => {
    const sorted = measured.map(of).toSorted((one, other) => one - other)
    return sorted[Math.floor(sorted.length / 2)]
  }
  return {
    seconds: middle((each) => each.seconds),
    cpu: middle((each) => each.cpu),
    serverCpu: middle((each) => each.serverCpu),
    others: middle((each) => each.others),
    peakBytes: Math.max(...measured.map((each) => each.peakBytes)),
  }
}

/** User and system time of the shell's children: the second line of what `times` prints, after that of the child. */
function timesIn(text) {
  const [, , children = ''] = text.split('\n')
  return [...children.matchAll(/(\d+)m([\d.,]+)s/g)].reduce(
    (total, [, minutes, rest]) => total + Number(minutes) * 60 + Number(rest.replace(',', '.')),
    0,
  )
}

/** What running processes have used; 0 where the system does not tell. */
function cpuSeconds(pids) {
  return pids.reduce((total, pid) => {
    const fields = readSystem(`/proc/${pid}/stat`).split(') ').at(-1).split(' ')
    return total + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND
  }, 0)
}

/** What all processors together have worked: all but idle time and the wait for disks. */
function busySeconds() {
  const [, user, nice, system, , , ...rest] = readSystem('/proc/stat').split('\n')[0].split(/ +/).map(Number)
  const interrupts = rest.slice(0, 3).reduce((total, ticks) => total + ticks, 0)
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + interrupts) / TICKS_A_SECOND
}

function peakOf(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readSystem(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
}

function readSystem(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
