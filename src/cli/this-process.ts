import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { RunHost, RunOwner } from '../core/runs/run-owner.ts'

/** This process as the owner of runs. */
export function thisProcess(): RunHost {
  const machine = machineMark()
  const owner: RunOwner = {
    user: userName(),
    host: hostname(),
    pid: process.pid,
    startedAt: new Date(performance.timeOrigin).toISOString(),
    mark: `${machine}/${startMark(process.pid) ?? Math.round(performance.timeOrigin)}`,
  }
  return {
    owner,
    isGone: (other) => {
      const [otherMachine, otherStart] = splitMark(other.mark)
      if (other.host !== owner.host || otherMachine !== machine) return false
      if (!isAlive(other.pid)) return true
      const start = startMark(other.pid)
      return start !== undefined && start !== otherStart
    },
  }
}

function splitMark(mark: string): [string, string] {
  const at = mark.lastIndexOf('/')
  return [mark.slice(0, at), mark.slice(at + 1)]
}

/** A process id means something only within one boot of one machine and one pid namespace. */
function machineMark(): string {
  return (
    tryRead(
      () =>
        `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`,
    ) ?? 'no-proc'
  )
}

/**
 * Start time in clock ticks since boot (field 22), `dead` for a process that only waits to be reaped (field 3);
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startMark(pid: number): string | undefined {
  return tryRead(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19]
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function userName(): string {
  return tryRead(() => userInfo().username) ?? 'unknown'
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
