import * as z from 'zod/mini'
import { CLOUDS } from '../clouds.ts'
import { about, domain, duration, exactly, hostPort, listOf, maybe, perCloud, text, whole } from './words.ts'

const provider = about(
  'One DNS provider that serves the zone.',
  z.strictObject({
    zoneId: maybe(
      'Hosted zone id, managed zone name or Azure zone; found by the domain where absent.',
      text(),
    ),
    nameServers: maybe(
      'Authoritative name servers as host or host:port; asked of the provider where absent.',
      listOf(hostPort(), 'at least one name server'),
    ),
  }),
)

const target = about(
  'Where the name leads in one cloud.',
  z.strictObject({
    cloud: z.enum(CLOUDS),
    value: about('Address or host name, as the type of the record wants it.', text()),
    weight: maybe(
      'Share of the answers, relative to the other weights (policy weighted only); 0 to 255.',
      whole(0, 255),
    ),
  }),
)

const health = about(
  'The health check that decides whether a target answers.',
  z.strictObject({
    protocol: maybe('Default: https.', z.enum(['http', 'https', 'tcp'])),
    port: maybe('Default: 443 for https, 80 for http; needed for tcp.', whole(1, 65_535)),
    path: maybe('Default: / (http and https only).', exactly(/^\//, 'a path that starts with /')),
    interval: maybe('Time between two checks in whole seconds. Default: 30s.', duration()),
    threshold: maybe('Failures in a row until unhealthy. Default: 3.', whole(1, 10)),
  }),
)

const place = exactly(
  /^(?:AF|AN|AS|EU|NA|OC|SA|country:[A-Z]{2}|default)$/,
  'a continent (AF, AN, AS, EU, NA, OC, SA), a country such as country:DE, or default',
)

const record = about(
  'One routed name.',
  z.strictObject({
    type: maybe('Default: A.', z.enum(['A', 'AAAA', 'CNAME'])),
    policy: about(
      'How an answer is chosen among the targets.',
      z.enum(['simple', 'failover', 'weighted', 'geolocation', 'latency']),
    ),
    ttl: maybe('Time to live in whole seconds. Default: 60s.', duration()),
    targets: about(
      'One target a cloud; for failover in the order of preference.',
      listOf(target, 'at least one target'),
    ),
    places: maybe(
      'Geolocation only: continent code or country:XX to cloud, and `default`.',
      z.record(place, z.enum(CLOUDS)),
    ),
    follows: maybe(
      'The database whose present primary comes first (failover) or is the only answer (simple).',
      text(),
    ),
    health: z.optional(health),
  }),
)

const LABEL = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?'
const recordName = exactly(
  new RegExp(`^(?:@|\\*|(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*)$`),
  'a name inside the zone such as www, or @ for the zone itself',
)

export const traffic = about(
  'DNS and routing.',
  z.strictObject({
    zone: about('Domain without the final dot.', domain()),
    providers: about('The DNS providers that serve the zone.', perCloud(provider)),
    records: about('Routed names inside the zone; `@` is the zone itself.', z.record(recordName, record)),
  }),
)
