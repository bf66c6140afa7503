import * as z from 'zod'
import { CLOUDS } from '../clouds.ts'
import { domain, duration, hostPort, perCloud, port, text } from './words.ts'

const provider = z
  .strictObject({
    zoneId: text()
      .optional()
      .describe('Hosted zone id, managed zone name or Azure zone; found by the domain where absent.'),
    nameServers: z
      .array(hostPort())
      .min(1, { error: 'at least one name server' })
      .optional()
      .describe('Authoritative name servers as host or host:port; asked of the provider where absent.'),
  })
  .describe('One DNS provider that serves the zone.')

const target = z
  .strictObject({
    cloud: z.enum(CLOUDS),
    value: text().describe('Address or host name, as the type of the record wants it.'),
    weight: z
      .int({ error: 'a whole number >= 0' })
      .min(0, { error: 'a whole number >= 0' })
      .max(255, { error: 'a whole number <= 255' })
      .optional()
      .describe('Share of the answers, relative to the other weights (policy weighted only); 0 to 255.'),
  })
  .describe('Where the name leads in one cloud.')

const health = z
  .strictObject({
    protocol: z.enum(['http', 'https', 'tcp']).optional().describe('Default: https.'),
    port: port().optional().describe('Default: 443 for https, 80 for http; needed for tcp.'),
    path: z
      .string()
      .regex(/^\//, { error: 'a path that starts with /' })
      .optional()
      .describe('Default: / (http and https only).'),
    interval: duration().optional().describe('Time between two checks in whole seconds. Default: 30s.'),
    threshold: z
      .int({ error: 'a whole number from 1 to 10' })
      .min(1, { error: 'a whole number from 1 to 10' })
      .max(10, { error: 'a whole number from 1 to 10' })
      .optional()
      .describe('Failures in a row until unhealthy. Default: 3.'),
  })
  .describe('The health check that decides whether a target answers.')

const record = z
  .strictObject({
    type: z.enum(['A', 'AAAA', 'CNAME']).optional().describe('Default: A.'),
    policy: z
      .enum(['simple', 'failover', 'weighted', 'geolocation', 'latency'])
      .describe('How an answer is chosen among the targets.'),
    ttl: duration().optional().describe('Time to live in whole seconds. Default: 60s.'),
    targets: z
      .array(target)
      .min(1, { error: 'at least one target' })
      .describe('One target a cloud; for failover in the order of preference.'),
    places: z
      .record(
        z.string().regex(/^(?:AF|AN|AS|EU|NA|OC|SA|country:[A-Z]{2}|default)$/, {
          error: 'a continent (AF, AN, AS, EU, NA, OC, SA), a country such as country:DE, or default',
        }),
        z.enum(CLOUDS),
      )
      .optional()
      .describe('Geolocation only: continent code or country:XX to cloud, and `default`.'),
    follows: text()
      .optional()
      .describe('The database whose present primary comes first (failover) or is the only answer (simple).'),
    health: health.optional(),
  })
  .describe('One routed name.')

export const traffic = z
  .strictObject({
    zone: domain().describe('Domain without the final dot.'),
    providers: perCloud(provider).describe('The DNS providers that serve the zone.'),
    records: z
      .record(
        z
          .string()
          .regex(
            /^(?:@|(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*|\*)$/,
            {
              error: 'a name inside the zone such as www, or @ for the zone itself',
            },
          ),
        record,
      )
      .describe('Routed names inside the zone; `@` is the zone itself.'),
  })
  .describe('DNS and routing.')
