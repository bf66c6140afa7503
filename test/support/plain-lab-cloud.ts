import type {
  LabCloud,
  LabCloudName,
  LabDnsRecord,
  LabHost,
  LabProbe,
  LabSeed,
  LabSeedTarget,
} from '../../src/lab/cloud.ts'

/**
 * A test double of a simulated cloud: no vendor's API, only the demo platform's names, so that the world around
 * it can be tested by itself. `PUT /records/NAME` with an address changes a simple record after `dnsSyncMs`.
 */
export function makePlainLabCloud(name: LabCloudName): (host: LabHost) => LabCloud {
  return (host) => {
    let seed: LabSeed | undefined
    let simple: Record<string, string> = {}
    const targetsOf = (record: LabSeed['records'][number]): readonly LabSeedTarget[] => {
      if (record.kind === 'simple') return []
      return record.kind === 'failover' ? [record.primary, record.secondary] : record.targets
    }
    const probes = (): LabProbe[] =>
      (seed?.records ?? []).flatMap((record) =>
        targetsOf(record).flatMap(({ label, value, health }) =>
          health
            ? {
                id: `${record.name}/${label}`,
                protocol: health.protocol,
                host: value,
                port: health.port,
                path: health.path,
                intervalMs: health.intervalSeconds * 1000,
                timeoutMs: 1000,
                threshold: health.threshold,
              }
            : [],
        ),
      )
    const addressOf = (asked: string): readonly LabDnsRecord[] => {
      const record = seed?.records.find((known) => known.name === asked)
      if (!record) return []
      const healthy = targetsOf(record).find(({ label }) => host.health(`${asked}/${label}`) === 'healthy')
      const data = simple[asked] ?? healthy?.value ?? targetsOf(record)[0]?.value
      return [{ name: asked, type: 'A', ttl: record.ttl, data }]
    }
    return {
      name,
      services: ['databases', 'records'],
      serviceOf: (request) => (request.url.startsWith('/databases') ? 'databases' : 'records'),
      async handle(request) {
        const [, kind, subject = ''] = request.url.split('/')
        const json = (status: number, body: unknown) => ({
          status,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        if (kind === 'records' && request.method === 'PUT') {
          setTimeout(() => {
            simple = { ...simple, [subject]: request.body.toString() }
            host.changed()
          }, host.dnsSyncMs)
          return json(202, { id: host.randomId(8) })
        }
        const database = kind === 'databases' ? host.database(subject) : undefined
        if (!database) return json(404, { error: 'no such thing' })
        if (request.method === 'POST') {
          const wanted = request.body.toString()
          await (wanted === 'stop' ? database.stop() : database.start())
        }
        return json(200, { role: database.role, version: database.version, running: database.running() })
      },
      throttled: () => ({ status: 429, headers: {}, body: 'slow down' }),
      answerDns(question) {
        const answers = question.type === 'A' ? addressOf(question.name) : []
        const known = seed?.records.some((record) => record.name === question.name)
        return { code: known ? 'NOERROR' : 'NXDOMAIN', authoritative: true, answers, authorities: [] }
      },
      probes,
      seed(given) {
        seed = given
        simple = Object.fromEntries(
          given.records.flatMap((record) => (record.kind === 'simple' ? [[record.name, record.value]] : [])),
        )
        host.changed()
      },
      save: () => ({ seed, simple }),
      restore(saved) {
        const kept = saved as { seed: LabSeed; simple: Record<string, string> }
        seed = kept.seed
        simple = kept.simple
      },
    }
  }
}
