import * as z from 'zod/mini'
import { CLOUDS } from '../clouds.ts'
import { referenceTo } from '../references.ts'
import { about, duration, listOf, maybe, name, named, perCloud, text, url } from './words.ts'

const workload = about(
  'Something that runs.',
  z.strictObject({
    kind: about('What runs: service, kubernetes, function, job, site, stream, ...', name()),
    health: maybe('Health URL in each cloud it runs in.', perCloud(url())),
    runs: maybe(
      'Where it runs in each cloud (cluster, service, function); kept for `deploy`.',
      perCloud(z.looseObject({})),
    ),
  }),
)

export const workloads = about('Workloads by name.', named(workload))

export const objectives = about(
  'What the platform promises.',
  z.strictObject({
    rto: maybe('Time from the fault until service is back.', duration()),
    rpo: maybe(
      'Data that may be lost, by data class: `database`, or a sync class such as `uploads`.',
      named(duration()),
    ),
    milestones: maybe(
      'Times since the fault by which a stage is reached, e.g. detected: 30s, dns: 60s.',
      named(duration()),
    ),
    drillEvery: maybe('How often a drill is due.', duration()),
  }),
)

/** What a scenario can do, in the words of `use`. */
const STEPS = [
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

const TRIGGERS = ['region-failure', 'cloud-failure', 'partial-failure', 'alert', 'manual'] as const

const trigger = z.looseObject({
  when: about('What starts the scenario.', z.enum(TRIGGERS)),
  cloud: maybe('The cloud that fails.', z.enum(CLOUDS)),
  alert: maybe('Name of the alert that starts it.', name()),
  for: maybe('How long the condition must hold.', duration()),
})

const step = about(
  'One step.',
  z.strictObject({
    use: about('What the step does.', z.enum(STEPS)),
    with: maybe('Its settings.', z.record(z.string(), z.unknown())),
  }),
)

const scenario = about(
  'A runbook for one kind of failure.',
  z.strictObject({
    trigger: maybe('What starts the scenario; by hand where absent.', trigger),
    steps: about('What is done, in this order.', listOf(step, 'at least one step')),
  }),
)

export const scenarios = about('Scenarios by name.', named(scenario))

export const coordination = about(
  'Where journal, run lock and epochs live; best in a third place.',
  z.strictObject({
    kind: about('What stores it.', z.enum(['file', 's3', 'gcs', 'azure-blob', 'kubernetes'])),
    place: about(
      'Folder (file; relative to this file), bucket (s3, gcs), account/container (azure-blob) or namespace (kubernetes).',
      text(),
    ),
    cloud: maybe('The cloud the store lives in; from the kind where it tells.', z.enum(CLOUDS)),
    prefix: maybe('Before every key. Default: the name of the platform.', text()),
    singleOperator: maybe(
      'Must be true for a file store outside a lab: its lock holds on one machine only.',
      z.boolean(),
    ),
    settings: maybe(
      'Of s3, gcs and azure-blob: region, endpoint, profile, tenant, caFile; of kubernetes: kubeconfig, context.',
      z.record(z.string(), z.string()),
    ),
  }),
)

const postingUrl = () =>
  about(`By reference, e.g. ${referenceTo('SLACK_WEBHOOK')}: who knows it can post.`, url())

const channel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('slack'),
    url: postingUrl(),
    channel: maybe("Where it differs from the webhook's own.", text()),
  }),
  z.strictObject({
    kind: z.literal('pagerduty'),
    routingKey: about('Integration key, by reference.', text()),
  }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: postingUrl(),
    token: maybe('Bearer token, by reference.', text()),
  }),
  z.strictObject({
    kind: z.literal('email'),
    to: about('Address that is written to.', text()),
    from: about('Address of the sender.', text()),
    server: about('SMTP server as host:port.', text()),
    user: maybe('Name at the server.', text()),
    password: maybe('Password at the server, by reference.', text()),
  }),
])

export const notifications = about('Channels by name.', named(channel))
