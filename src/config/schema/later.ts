import * as z from 'zod/mini'
import { CLOUDS } from '../clouds.ts'
import { about, duration, maybe, money, named, perCloud, text } from './words.ts'

/**
 * Sections that this version keeps but does not act on: their outer shape is fixed, so that a file written today
 * keeps its meaning; inside, keys that are not named here are kept as they are.
 */
const settings = z.looseObject({})
const cloud = z.enum(CLOUDS)

const deploy = about(
  'Units, their order and their environments.',
  z.looseObject({
    order: maybe('Units in the order of deployment.', z.array(text())),
    units: maybe(
      'Terraform roots by name.',
      named(
        z.looseObject({
          cloud: z.optional(cloud),
          folder: maybe('Terraform root; relative to this file.', text()),
          needs: maybe('Units that must stand before.', z.array(text())),
        }),
      ),
    ),
    environments: maybe('What differs in dev, staging and production.', named(settings)),
  }),
)

const direction = z.enum(['one-way', 'two-way'])

const tables = about(
  'Key-value tables kept alike.',
  named(z.looseObject({ members: z.optional(perCloud(settings)), direction: z.optional(direction) })),
)

const caches = about(
  'Redis caches.',
  named(
    z.looseObject({
      members: z.optional(perCloud(settings)),
      copy: maybe('What crosses between the clouds.', z.enum(['none', 'invalidate', 'copy-keys'])),
    }),
  ),
)

const pipelines = about(
  'Data pipelines.',
  named(
    z.looseObject({
      members: z.optional(perCloud(settings)),
      mode: z.optional(z.enum(['active-active', 'active-passive'])),
    }),
  ),
)

const secrets = about(
  'Secrets by name and their place in each cloud; never their values.',
  named(z.looseObject({ members: z.optional(perCloud(text())) })),
)

const backups = about(
  'Backups by data class.',
  named(
    z.looseObject({
      every: z.optional(duration()),
      keep: z.optional(duration()),
      immutable: z.optional(z.boolean()),
    }),
  ),
)

const alerts = about(
  'Conditions that people or scenarios are called for.',
  named(
    z.looseObject({
      when: about('Condition, e.g. error_rate > 0.05.', text()),
      for: z.optional(duration()),
      notify: maybe('Channels of `notifications`.', z.array(text())),
      scenario: maybe('Scenario to start.', text()),
    }),
  ),
)

const cost = about(
  'Budget, baseline and allocation.',
  z.looseObject({
    budget: maybe('US dollars a month.', money()),
    baseline: maybe('US dollars a month now.', perCloud(z.looseObject({ total: z.optional(money()) }))),
    allocation: maybe('Shares in percent, by environment or by service.', named(named(z.number()))),
    savings: z.optional(z.array(settings)),
  }),
)

export const LATER = {
  deploy,
  tables,
  caches,
  queues: about('Message queues.', named(settings)),
  pipelines,
  clusters: about('Kubernetes clusters in each cloud.', perCloud(named(settings))),
  analytics: about('Warehouses and stream jobs.', named(settings)),
  network: about('Networks, and the tunnels between the clouds.', settings),
  cdn: about('Content delivery, and what stands in front of the clouds.', settings),
  steering: about('Moving traffic by load or by cost.', settings),
  secrets,
  identity: about('Federation of identities between the clouds.', settings),
  security: about('Keys, firewalls, certificates, audits.', settings),
  backups,
  monitoring: about('Metrics, logs, traces, dashboards.', settings),
  alerts,
  cost,
  verify: about('Load tests, scans and checks of a deployment.', settings),
} as const
