import * as z from 'zod'
import { CLOUDS } from '../clouds.ts'
import { referenceTo } from '../references.ts'
import { duration, name, named, perCloud, text, url } from './words.ts'

export const workloads = named(
  z
    .strictObject({
      kind: name().describe('What runs: service, kubernetes, function, job, site, stream, ...'),
      health: perCloud(url()).optional().describe('Health URL in each cloud it runs in.'),
      runs: perCloud(z.looseObject({}))
        .optional()
        .describe('Where it runs in each cloud (cluster, service, function); kept for `deploy`.'),
    })
    .describe('Something that runs.'),
).describe('Workloads by name.')

export const objectives = z
  .strictObject({
    rto: duration().optional().describe('Time from the fault until service is back.'),
    rpo: z
      .record(name(), duration())
      .optional()
      .describe('Data that may be lost, by data class: `database`, or a sync class such as `uploads`.'),
    milestones: z
      .record(name(), duration())
      .optional()
      .describe('Times since the fault by which a stage is reached, e.g. detected: 30s, dns: 60s.'),
    drillEvery: duration().optional().describe('How often a drill is due.'),
  })
  .describe('What the platform promises.')

/** What a scenario can do, in the words of `use`. */
export const STEPS = [
  'update-dns',
  'shift-traffic',
  'promote-database',
  'scale',
  'verify-capacity',
  'wait-healthy',
  'sync-storage',
  'notify',
  'create-incident',
  'run-command',
  'approve',
] as const

const trigger = z
  .looseObject({
    when: z
      .enum(['region-failure', 'cloud-failure', 'partial-failure', 'alert', 'manual'])
      .describe('What starts the scenario.'),
    cloud: z.enum(CLOUDS).optional().describe('The cloud that fails.'),
    alert: name().optional().describe('Name of the alert that starts it.'),
    for: duration().optional().describe('How long the condition must hold.'),
  })
  .describe('What starts the scenario; by hand where absent.')

const step = z
  .strictObject({
    use: z.enum(STEPS).describe('What the step does.'),
    with: z.record(z.string(), z.unknown()).optional().describe('Its settings.'),
  })
  .describe('One step.')

export const scenarios = named(
  z
    .strictObject({
      trigger: trigger.optional(),
      steps: z.array(step).min(1, { error: 'at least one step' }),
    })
    .describe('A runbook for one kind of failure.'),
).describe('Scenarios by name.')

export const coordination = z
  .strictObject({
    kind: z.enum(['file', 's3', 'gcs', 'azure-blob', 'kubernetes']),
    place: text().describe(
      'Folder (file; relative to this file), bucket (s3, gcs), account/container (azure-blob) or namespace (kubernetes).',
    ),
    cloud: z.enum(CLOUDS).optional().describe('The cloud the store lives in; from the kind where it tells.'),
    prefix: text().optional().describe('Before every key. Default: the name of the platform.'),
    singleOperator: z
      .boolean()
      .optional()
      .describe('Must be true for a file store outside a lab: its lock holds on one machine only.'),
    settings: z.record(z.string(), z.string()).optional().describe('Further settings of the kind.'),
  })
  .describe('Where journal, run lock and epochs live; best in a third place.')

const secretUrl = () =>
  url().describe(`By reference, e.g. ${referenceTo('SLACK_WEBHOOK')}: who knows it can post.`)

export const notifications = named(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('slack'), url: secretUrl(), channel: text().optional() }),
    z.strictObject({
      kind: z.literal('pagerduty'),
      routingKey: text().describe('Integration key, by reference.'),
    }),
    z.strictObject({ kind: z.literal('webhook'), url: secretUrl(), token: text().optional() }),
    z.strictObject({
      kind: z.literal('email'),
      to: text(),
      from: text(),
      server: text().describe('SMTP server as host:port.'),
      user: text().optional(),
      password: text().optional(),
    }),
  ]),
).describe('Channels by name.')
