import type { HealthProbe, HealthProber } from '../core/ports.ts'
import type { Call } from '../providers/provider.ts'

/**
 * Probes health endpoints once over HTTP or HTTPS (certificate verified), each over a connection of its own;
 * any 2xx is healthy. Never rejects.
 */
export function makeHealthProber(): HealthProber {
  return {
    probe: async (url, call) => {
      const startedMs = Date.now()
      const ended = (part: Omit<HealthProbe, 'elapsedMs'>): HealthProbe => ({
        ...part,
        elapsedMs: Date.now() - startedMs,
      })
      try {
        const status = await statusOf(new URL(url), call)
        const healthy = status >= 200 && status < 300
        return ended({ healthy, status, ...(healthy ? {} : { reason: `answered ${status}` }) })
      } catch (error) {
        return ended({ healthy: false, reason: reasonOf(error) })
      }
    },
  }
}

async function statusOf(url: URL, call: Call): Promise<number> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error(`${url.protocol} is not http or https`)
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => sent.destroy(new Error('no answer before the deadline')),
      Math.max(0, call.deadlineMs - Date.now()),
    )
    const sent = request(
      url,
      { agent: false, method: 'GET', signal: call.signal, headers: { connection: 'close', accept: '*/*' } },
      (response) => {
        resolve(response.statusCode ?? 0)
        // The status is the answer: a body of any length is not waited for.
        response.destroy()
      },
    )
    sent.on('error', reject)
    sent.on('close', () => clearTimeout(timer))
    sent.end()
  })
}

function reasonOf(error: unknown): string {
  const { code, message, name } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return 'interrupted'
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND') return 'host name not found'
  if (code === 'ECONNRESET') return 'connection reset'
  return message || code || 'no answer'
}
