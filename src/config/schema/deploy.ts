import * as z from 'zod/mini'
import { CLOUDS } from '../clouds.ts'
import { about, duration, exactly, listOf, maybe, money, name, named, text, url, whole } from './words.ts'

const cloud = z.enum(CLOUDS)
const settings = z.looseObject({})

/** Name of a terraform variable or output. */
const word = () => exactly(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'a name as Terraform writes it')
const variables = () => z.record(word(), z.unknown())

const window = {
  successes: maybe('So many in a row. Default: 3.', whole(1, 1_000)),
  every: maybe('Time between two probes. Default: 5s.', duration()),
  within: maybe('Given up after this time. Default: 5m.', duration()),
}

const check = about(
  'Something that must be well before the deployment goes on.',
  z.strictObject({
    name: maybe('As messages call it.', text()),
    http: maybe('URL that must answer.', url()),
    status: maybe('http: the status that is expected. Default: 2xx or 3xx.', whole(100, 599)),
    tcp: maybe('host:port that must accept a connection.', exactly(/^.+:\d{1,5}$/, 'host:port')),
    dns: maybe('Name that must resolve.', text()),
    answers: maybe('dns: addresses that must be among the answers.', z.array(text())),
    command: maybe('Program and its arguments; must end with 0.', listOf(text(), 'at least the program')),
    ...window,
  }),
)

const state = about(
  'Where the states of units are kept; a unit has the key PLATFORM/ENVIRONMENT/UNIT.tfstate there.',
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('s3'),
      bucket: about('Bucket, with versions.', text()),
      region: maybe('Default: the region of aws.', text()),
      prefix: maybe('Before every key.', text()),
      settings: maybe('More settings of the backend.', z.record(z.string(), z.unknown())),
    }),
    z.strictObject({
      kind: z.literal('gcs'),
      bucket: about('Bucket, with versions.', text()),
      prefix: maybe('Before every key.', text()),
      settings: maybe('More settings of the backend.', z.record(z.string(), z.unknown())),
    }),
    z.strictObject({
      kind: z.literal('azurerm'),
      account: about('Storage account.', text()),
      container: about('Container in it.', text()),
      resourceGroup: maybe('Default: that of azure.', text()),
      prefix: maybe('Before every key.', text()),
      settings: maybe('More settings of the backend.', z.record(z.string(), z.unknown())),
    }),
    z.strictObject({
      kind: z.literal('local'),
      folder: about('Folder; relative to this file.', text()),
    }),
  ]),
)

const unit = about(
  'One Terraform root.',
  z.strictObject({
    cloud: maybe('The cloud it changes; absent where it spans several.', cloud),
    folder: about('Terraform root; relative to this file.', text()),
    needs: maybe('Units that must stand before, whatever their outputs are.', z.array(name())),
    variables: maybe('Values of its variables.', variables()),
    inputs: maybe(
      'Variables that are outputs of other units, each as UNIT.OUTPUT.',
      z.record(
        word(),
        exactly(/^[a-z][a-z0-9-]{0,62}\.[A-Za-z_][A-Za-z0-9_-]*$/, 'UNIT.OUTPUT, e.g. network.vpc_id'),
      ),
    ),
    environments: maybe(
      'What differs in an environment.',
      named(z.strictObject({ variables: maybe('Values of its variables.', variables()) })),
    ),
    state: maybe('A place of `deploy.state`. Default: the one with the name of its cloud.', name()),
    wave: maybe('One of `deploy.waves`.', name()),
    health: maybe('Checked after each apply, before the units that need it.', z.array(check)),
    apis: maybe('gcp: services that it needs; enabled by `setup gcp`.', z.array(text())),
    serviceAccount: maybe('gcp: account that it is deployed with.', text()),
  }),
)

const environment = about(
  'One environment.',
  z.strictObject({
    variables: maybe('Values for every unit that declares the variable.', variables()),
    approval: maybe(
      'manual: every change wants the name of the platform, not only a yes.',
      z.enum(['auto', 'manual']),
    ),
  }),
)

const perCloudList = z.strictObject({
  aws: z.optional(z.array(text())),
  gcp: z.optional(z.array(text())),
  azure: z.optional(z.array(text())),
})

const policies = about(
  'What a plan may do.',
  z.strictObject({
    statefulLoss: maybe(
      'Destroy or replacement of what holds data. Default: confirm.',
      z.enum(['refuse', 'confirm']),
    ),
    stateful: maybe('More resource types that hold data.', z.array(text())),
    maxDestroy: maybe('Most resources destroyed or replaced in one deployment.', whole(0, 100_000)),
    maxChanges: maybe('Most resources touched in one deployment.', whole(0, 100_000)),
    regions: maybe('Regions in which resources may be made.', perCloudList),
    requiredTags: maybe('Tags or labels on everything that can have them.', z.array(text())),
    publicExposure: maybe(
      'What opens something to the whole internet. Default: warn.',
      z.enum(['refuse', 'warn', 'allow']),
    ),
    maxMonthlyIncrease: maybe('US dollars a month that a deployment may add.', money()),
    opa: maybe(
      'Rego policies, judged by your own opa; `deny` of the package refuses.',
      z.strictObject({
        policies: about('File or folder; relative to this file.', text()),
        package: maybe('Default: mcloud.', text()),
        binary: maybe('Program. Default: opa on the PATH.', text()),
      }),
    ),
  }),
)

export const deploy = about(
  'Terraform units over all clouds, their order, environments and gates.',
  z.strictObject({
    tool: maybe(
      'terraform, tofu or the path of either. Default: the first on the PATH, terraform before tofu.',
      text(),
    ),
    parallel: maybe('Units at work at the same time. Default: 4.', whole(1, 100)),
    lockWait: maybe('How long a state that somebody else has locked is waited for. Default: 5m.', duration()),
    order: maybe(
      'Order in which what is ready at the same time is begun; also names what is not a unit.',
      z.array(text()),
    ),
    waves: maybe('Waves in their order; units without one come first.', z.array(name())),
    variables: maybe('Values for every unit that declares the variable.', variables()),
    environment: maybe('Default environment.', name()),
    environments: maybe('Environments by name.', named(environment)),
    state: maybe('State backends by name; that of a cloud holds for its units.', named(state)),
    units: maybe('Units by name.', named(unit)),
    policies: z.optional(policies),
    health: maybe('Checked after each wave.', z.array(check)),
    onFailure: maybe(
      'After a failed check: stop, or plan and apply the configuration with which it was last well. Default: stop.',
      z.enum(['stop', 'rollback']),
    ),
    argocd: maybe('Kept for workloads.', settings),
    autoscaling: maybe('Kept for workloads.', settings),
    migrations: maybe('Kept for workloads.', settings),
    images: maybe('Kept for workloads.', settings),
    helm: maybe('Kept for workloads.', settings),
  }),
)
