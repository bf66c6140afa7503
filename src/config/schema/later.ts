import * as z from 'zod/mini'
import { CLOUDS } from '../clouds.ts'
import { about, duration, exactly, maybe, money, named, perCloud, text } from './words.ts'

/**
 * Sections that this version keeps but does not act on: their outer shape is fixed, so that a file written today
 * keeps its meaning; inside, keys that are not named here are kept as they are.
 */
const settings = z.looseObject({})
const cloud = z.enum(CLOUDS)

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

const budget = z.strictObject({
  monthly: about('Amount a month.', money()),
  currency: maybe('ISO 4217 code. Default: USD.', exactly(/^[A-Z]{3}$/, 'a currency code such as EUR')),
  cloud: maybe('Only what this cloud charges.', cloud),
  service: maybe('Only this service, as the bill names it.', text()),
  environment: maybe('Only this environment, by its tag.', text()),
})

const cost = about(
  'Budgets, where bills are found, assumed usage, limits and allocation.',
  z.looseObject({
    budget: maybe('US dollars a month for the whole platform.', money()),
    budgets: maybe('Further budgets by name.', named(budget)),
    tags: maybe(
      'Keys of the tags that say what a charge is for. Defaults: environment, unit.',
      z.strictObject({ environment: z.optional(text()), unit: z.optional(text()) }),
    ),
    sources: maybe(
      'Where bills are found.',
      z.strictObject({
        gcp: z.optional(
          z.strictObject({
            table: maybe(
              'Table of the billing export: project.dataset.gcp_billing_export_v1_XXXXXX.',
              exactly(/^[\w-]+\.\w+\.\w+$/, 'project.dataset.table'),
            ),
            location: maybe('BigQuery location of the data set. Default: US.', text()),
          }),
        ),
        azure: z.optional(
          z.strictObject({ scope: maybe('Scope of Cost Management. Default: the subscription.', text()) }),
        ),
      }),
    ),
    prices: maybe(
      'Price file of your own, kept by `mcloud cost prices update`; relative to this file. Default: the shipped prices.',
      text(),
    ),
    usage: maybe(
      'Assumed usage a month, by resource address or type.',
      z.record(z.string(), z.record(z.string(), money())),
    ),
    gate: maybe(
      'Limits that `cost gate` and `deploy` hold, in US dollars a month.',
      z.strictObject({ maxMonthly: z.optional(money()), maxIncrease: z.optional(money()) }),
    ),
    compare: maybe('Workloads for `cost compare`.', named(settings)),
    baseline: maybe('US dollars a month now.', perCloud(z.looseObject({ total: z.optional(money()) }))),
    allocation: maybe('Shares in percent, by environment or by service.', named(named(z.number()))),
    savings: z.optional(z.array(settings)),
  }),
)

export const LATER = {
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
