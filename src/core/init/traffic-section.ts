import type { Cloud } from '../../config/clouds.ts'
import type { StartingPoint } from './starting-point.ts'

/** The routed names: who answers depends on the strategy. */
export function trafficSection(start: StartingPoint): string[] {
  return [
    'traffic:',
    `  zone: ${start.name}.example.com # yours, without the final dot`,
    '  providers: # the DNS services that serve the zone',
    ...start.clouds.map((cloud) => `    ${cloud}: {}`),
    '  records:',
    ...applicationRecord(start),
    '    # The application finds its database by this name only; a promotion repoints it.',
    '    db:',
    '      type: CNAME',
    '      policy: simple',
    '      ttl: 5s',
    '      follows: main',
    '      targets:',
    ...targets(start, 'db'),
  ]
}

/** What a hybrid platform keeps alike in its clouds. */
export function storageSection({ name, clouds }: StartingPoint): string[] {
  return [
    '# `mcloud sync plan assets` shows what would be copied.',
    'storage:',
    '  assets:',
    `    buckets: { ${clouds.map((cloud) => `${cloud}: ${bucketName(name, cloud)}`).join(', ')} }`,
    '    direction: one-way',
    `    source: ${clouds[0]}`,
  ]
}

function applicationRecord(start: StartingPoint): string[] {
  const { clouds, strategy } = start
  if (clouds.length === 1) {
    return [
      '    app:',
      '      type: CNAME',
      '      policy: simple',
      '      ttl: 30s',
      '      targets:',
      ...targets(start, 'app'),
    ]
  }
  const head = ['    app:', '      type: CNAME']
  const health = ['      health: { protocol: https, path: /healthz, interval: 10s, threshold: 3 }']
  if (strategy === 'active-active') {
    const share = Math.floor(100 / clouds.length)
    const weights = clouds.map((_, index) => (index === 0 ? 100 - share * (clouds.length - 1) : share))
    return [
      '    # Every cloud answers its share; weights are relative to each other.',
      ...head,
      '      policy: weighted',
      '      ttl: 30s',
      '      targets:',
      ...targets(start, 'app', (index) => `, weight: ${weights[index]}`),
      ...health,
    ]
  }
  const order: readonly Cloud[] = strategy === 'hybrid' ? [...clouds.slice(1), clouds[0] as Cloud] : clouds
  return [
    strategy === 'hybrid'
      ? '    # Compute lives in the second cloud, the database in the first, which also stands in.'
      : '    # The first healthy target answers, beginning with the cloud of the writing database.',
    ...head,
    '      policy: failover',
    '      ttl: 30s',
    ...(strategy === 'hybrid' ? [] : ['      follows: main']),
    '      targets:',
    ...targets({ ...start, clouds: order }, 'app'),
    ...health,
  ]
}

function targets(
  { name, clouds }: StartingPoint,
  host: string,
  more: (index: number) => string = () => '',
): string[] {
  return clouds.map(
    (cloud, index) =>
      `        - { cloud: ${cloud}, value: ${host}-${cloud}.${name}.example.com${more(index)} }`,
  )
}

/** In Azure a container of a storage account, whose name has no hyphens and at most 24 characters. */
function bucketName(platform: string, cloud: string): string {
  if (cloud !== 'azure') return `${platform}-assets-${cloud}`
  return `${platform.replace(/[^a-z0-9]/g, '').slice(0, 18)}assets/assets`
}
