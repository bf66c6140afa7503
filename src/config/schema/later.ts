import * as z from 'zod'
import { CLOUDS } from '../clouds.ts'
import { duration, money, name, named, perCloud, text } from './words.ts'

/**
 * Sections that this version keeps but does not act on: their outer shape is fixed, so that a file written today
 * keeps its meaning; inside, keys that are not named here are kept as they are.
 */
const settings = z.looseObject({})
const cloud = z.enum(CLOUDS)

const deploy = z
  .looseObject({
    order: z.array(text()).optional().describe('Units in the order of deployment.'),
    units: named(
      z.looseObject({
        cloud: cloud.optional(),
        folder: text().optional().describe('Terraform root; relative to this file.'),
        needs: z.array(text()).optional().describe('Units that must stand before.'),
      }),
    ).optional(),
    environments: named(settings).optional().describe('What differs in dev, staging and production.'),
  })
  .describe('Units, their order and their environments.')

const storage = named(
  z.looseObject({
    buckets: perCloud(text()).optional().describe('Bucket or container in each cloud.'),
    direction: z.enum(['one-way', 'two-way']).optional(),
    source: cloud.optional().describe('One-way only.'),
    classes: named(
      z.looseObject({
        prefix: text().optional(),
        every: duration().optional().describe('How often the class is synchronised; at once where 0s.'),
      }),
    ).optional(),
  }),
).describe('Buckets kept alike, and how soon.')

const tables = named(
  z.looseObject({
    members: perCloud(settings).optional(),
    direction: z.enum(['one-way', 'two-way']).optional(),
  }),
).describe('Key-value tables kept alike.')

const caches = named(
  z.looseObject({
    members: perCloud(settings).optional(),
    copy: z.enum(['none', 'invalidate', 'copy-keys']).optional().describe('What crosses between the clouds.'),
  }),
).describe('Redis caches.')

const pipelines = named(
  z.looseObject({
    members: perCloud(settings).optional(),
    mode: z.enum(['active-active', 'active-passive']).optional(),
  }),
).describe('Data pipelines.')

const clusters = perCloud(named(settings)).describe('Kubernetes clusters in each cloud.')

const secrets = named(z.looseObject({ members: perCloud(text()).optional() })).describe(
  'Secrets by name and their place in each cloud; never their values.',
)

const backups = named(
  z.looseObject({
    every: duration().optional(),
    keep: duration().optional(),
    immutable: z.boolean().optional(),
  }),
).describe('Backups by data class.')

const alerts = named(
  z.looseObject({
    when: text().describe('Condition, e.g. error_rate > 0.05.'),
    for: duration().optional(),
    notify: z.array(text()).optional().describe('Channels of `notifications`.'),
    scenario: text().optional().describe('Scenario to start.'),
  }),
).describe('Conditions that people or scenarios are called for.')

const cost = z
  .looseObject({
    budget: money().optional().describe('US dollars a month.'),
    baseline: perCloud(z.looseObject({ total: money().optional() }))
      .optional()
      .describe('US dollars a month now.'),
    allocation: z
      .record(name(), z.record(name(), z.number()))
      .optional()
      .describe('Shares in percent, by environment or by service.'),
    savings: z.array(settings).optional(),
  })
  .describe('Budget, baseline and allocation.')

export const LATER = {
  deploy,
  storage,
  tables,
  caches,
  queues: named(settings).describe('Message queues.'),
  pipelines,
  clusters,
  analytics: named(settings).describe('Warehouses and stream jobs.'),
  network: settings.describe('Networks, and the tunnels between the clouds.'),
  cdn: settings.describe('Content delivery, and what stands in front of the clouds.'),
  steering: settings.describe('Moving traffic by load or by cost.'),
  secrets,
  identity: settings.describe('Federation of identities between the clouds.'),
  security: settings.describe('Keys, firewalls, certificates, audits.'),
  backups,
  monitoring: settings.describe('Metrics, logs, traces, dashboards.'),
  alerts,
  cost,
  verify: settings.describe('Load tests, scans and checks of a deployment.'),
} as const
