import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { LabProbe } from '../cloud.ts'

export type Health = 'healthy' | 'unhealthy' | 'unknown'

interface Watched {
  readonly probe: LabProbe
  health: Health
  failures: number
  timer: NodeJS.Timeout | undefined
}

/** Really probes what a cloud wants probed, `speedup` times as often as its interval says. */
export function makeHealthProber(probes: () => readonly LabProbe[], speedup: number) {
  const watched = new Map<string, Watched>()
  let open = false

  async function round(entry: Watched): Promise<void> {
    const good = await probeOnce(entry.probe)
    entry.failures = good ? 0 : entry.failures + 1
    if (good) entry.health = 'healthy'
    else if (entry.health === 'unknown' || entry.failures >= entry.probe.threshold) entry.health = 'unhealthy'
    if (!open || watched.get(entry.probe.id) !== entry) return
    entry.timer = setTimeout(() => void round(entry), entry.probe.intervalMs / speedup)
  }

  /** Takes up new probes at once and drops those that are wanted no more. */
  function refresh(): void {
    if (!open) return
    const wanted = new Map(probes().map((probe) => [probe.id, probe]))
    for (const [id, entry] of watched) {
      if (JSON.stringify(wanted.get(id)) === JSON.stringify(entry.probe)) continue
      clearTimeout(entry.timer)
      watched.delete(id)
    }
    for (const [id, probe] of wanted) {
      if (watched.has(id)) continue
      const entry: Watched = { probe, health: 'unknown', failures: 0, timer: undefined }
      watched.set(id, entry)
      void round(entry)
    }
  }

  return {
    health: (id: string): Health => watched.get(id)?.health ?? 'unknown',
    refresh,
    /** Begins to probe: before there is anything to find, a first look would stand for a whole interval. */
    start(): void {
      open = true
      refresh()
    },
    /** How each probe stands, for `lab status`. */
    list: () => [...watched.values()].map(({ probe, health }) => ({ ...probe, health })),
    close(): void {
      open = false
      for (const { timer } of watched.values()) clearTimeout(timer)
    },
  }
}

export type LabHealthProber = ReturnType<typeof makeHealthProber>

/** One probe as the vendors' checkers do it: 2xx and 3xx are healthy, certificates are not verified. */
export function probeOnce(probe: Omit<LabProbe, 'id'>): Promise<boolean> {
  const { protocol, host, port, path, timeoutMs } = probe
  return new Promise((resolve) => {
    const end = (healthy: boolean, socket: { destroy(): unknown }) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(healthy)
    }
    const socket =
      protocol === 'tcp'
        ? connect({ host, port }, () => end(true, socket))
        : (protocol === 'https' ? httpsRequest : httpRequest)(
            { host, port, path, agent: false, rejectUnauthorized: false },
            (response) => end(isGood(response.statusCode), socket),
          )
    const timer = setTimeout(() => end(false, socket), timeoutMs)
    socket.on('error', () => end(false, socket))
    if ('end' in socket && protocol !== 'tcp') socket.end()
  })
}

function isGood(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 400
}
