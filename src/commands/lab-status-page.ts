import type { CloudStatus, WorldStatus } from '../lab/daemon/control-protocol.ts'
import type { Cell, Page } from './command.ts'

/** The world of a lab for people: what runs, what is out of order, and how its time differs from the clouds'. */
export function showWorld(status: WorldStatus, page: Page): void {
  const clouds = Object.entries(status.clouds)
  page.facts([
    ['folder', status.root],
    [
      'daemon',
      `process ${status.pid}, ${Math.round(status.memoryBytes / 1e6)} MB, up since ${status.upSince}`,
    ],
    ['PostgreSQL', `${status.postgres} (fsync off: survives killed processes, not a power cut)`],
    [
      'time',
      `DNS changes are in sync after ${status.timing.dnsSyncMs} ms; health checks run ${status.timing.probeSpeedup} times as often as set`,
    ],
    ...(status.seed === undefined ? [] : [['seed', status.seed] as const]),
  ])
  page.line()
  page.table(
    ['cloud', 'endpoint', 'name server', 'database', 'address', 'application', 'address', 'faults'],
    clouds.map(([cloud, { endpoint, nameServer, database, application, ...faults }]) => [
      { text: cloud, tone: 'strong' },
      endpoint,
      nameServer,
      databaseCell(database),
      database.address,
      stateCell(application.state, application.state),
      application.address,
      faultCell(faults),
    ]),
  )
  const probes = clouds.flatMap(([cloud, { probes: own }]) => own.map((probe) => ({ cloud, ...probe })))
  if (probes.length === 0) return
  page.line()
  page.table(
    ['health check of', 'target', 'answer'],
    probes.map(({ cloud, protocol, host, port, path, health }) => [
      cloud,
      protocol === 'tcp' ? `tcp ${host}:${port}` : `${protocol}://${host}:${port}${path}`,
      { text: health, tone: health === 'healthy' ? 'good' : health === 'unhealthy' ? 'bad' : 'warn' },
    ]),
  )
}

function databaseCell({ instance, state, acceptsApplicationWrites }: CloudStatus['database']): Cell {
  const writes =
    acceptsApplicationWrites === undefined ? '' : acceptsApplicationWrites ? ', takes writes' : ', fenced'
  return stateCell(state, `${instance} ${state}${writes}`)
}

function stateCell(state: string, text: string): Cell {
  return { text, tone: state === 'running' ? 'good' : state === 'stopped' ? 'warn' : 'bad' }
}

function faultCell({
  outages,
  lagMs,
  throttled,
}: Pick<CloudStatus, 'outages' | 'lagMs' | 'throttled'>): Cell {
  const faults = [
    ...Object.entries(outages).map(
      ([part, outage]) => `${part} ${outage === 'kill' ? 'killed' : 'black hole'}`,
    ),
    ...(lagMs > 0 ? [`replica held ${lagMs / 1000} s behind`] : []),
    ...throttled.map(
      ({ service, ratePerSecond, remainingMs }) =>
        `${service} throttled to ${ratePerSecond}/s for ${Math.ceil(remainingMs / 1000)} s more`,
    ),
  ]
  return faults.length === 0 ? { text: 'none', tone: 'dim' } : { text: faults.join('; '), tone: 'bad' }
}
