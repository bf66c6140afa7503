import { describe, expect, it } from 'vitest'
import { changesOf, countsText, isLoss } from '../../../src/core/deploy/changes.ts'
import type { PlanJson, ResourceChange } from '../../../src/core/deploy/plan-json.ts'
import { judgePlans } from '../../../src/core/deploy/policies.ts'

type Policies = Parameters<typeof judgePlans>[0]

const OPEN: Policies = {
  statefulLoss: 'confirm',
  stateful: [],
  regions: {},
  requiredTags: [],
  publicExposure: 'refuse',
}

function plan(...resources: (Partial<ResourceChange> & { change: ResourceChange['change'] })[]): PlanJson {
  return {
    format_version: '1.2',
    resource_changes: resources.map((one, index) => ({
      address: `${one.type}.r${index}`,
      mode: 'managed',
      type: 'aws_thing',
      name: `r${index}`,
      ...one,
    })),
  }
}

const made = (type: string, after: unknown): Parameters<typeof plan>[0] => ({
  type,
  change: { actions: ['create'], before: null, after },
})

function judge(policies: Partial<Policies>, json: PlanJson) {
  const changes = changesOf({ name: 'net' }, json)
  const { refusals, warnings } = judgePlans({ ...OPEN, ...policies }, [{ unit: 'net', changes, json }])
  return { refusals: refusals.map(({ at, message }) => `${at}: ${message}`), warnings }
}

describe('the built-in policies', () => {
  it.each([
    ['aws_security_group', { ingress: [{ cidr_blocks: ['0.0.0.0/0'] }] }],
    ['aws_vpc_security_group_ingress_rule', { cidr_ipv6: '::/0' }],
    ['aws_db_instance', { publicly_accessible: true }],
    ['aws_s3_bucket_public_access_block', { block_public_acls: false }],
    ['google_compute_firewall', { allow: [{ protocol: 'tcp' }], source_ranges: ['0.0.0.0/0'] }],
    [
      'google_sql_database_instance',
      { settings: [{ ip_configuration: [{ authorized_networks: [{ value: '0.0.0.0/0' }] }] }] },
    ],
    ['google_storage_bucket_iam_member', { member: 'allUsers' }],
    [
      'azurerm_network_security_rule',
      { access: 'Allow', direction: 'Inbound', source_address_prefix: 'Internet' },
    ],
    ['azurerm_storage_container', { container_access_type: 'blob' }],
    ['aws_default_security_group', { ingress: [{ ipv6_cidr_blocks: ['::/0'] }] }],
    ['aws_lambda_function_url', { authorization_type: 'NONE' }],
    [
      'aws_eks_cluster',
      { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ['0.0.0.0/0'] }] },
    ],
    [
      'azurerm_network_security_group',
      { security_rule: [{ access: 'Allow', direction: 'Inbound', source_address_prefix: '*' }] },
    ],
    ['azurerm_mssql_firewall_rule', { start_ip_address: '0.0.0.0', end_ip_address: '255.255.255.255' }],
  ])('see that %s is open to everybody', (type, after) => {
    expect(judge({}, plan(made(type, after))).refusals).toHaveLength(1)
    expect(judge({ publicExposure: 'warn' }, plan(made(type, after))).warnings).toHaveLength(1)
    expect(judge({ publicExposure: 'allow' }, plan(made(type, after)))).toEqual({
      refusals: [],
      warnings: [],
    })
  })

  it('let private things pass', () => {
    const json = plan(
      made('aws_security_group', { ingress: [{ cidr_blocks: ['10.0.0.0/8'] }] }),
      made('google_compute_firewall', { direction: 'EGRESS', allow: [{}], source_ranges: ['0.0.0.0/0'] }),
      made('azurerm_network_security_rule', {
        access: 'Deny',
        direction: 'Inbound',
        source_address_prefix: '*',
      }),
    )
    expect(judge({}, json).refusals).toEqual([])
  })

  it('know a zone by its region, and Azure regions by both of their names', () => {
    const regions = { aws: ['us-east-1'], gcp: ['us-central1'], azure: ['eastus'] }
    const json = plan(
      made('aws_instance', { availability_zone: 'us-east-1a' }),
      made('aws_other', { region: 'us-east-11' }),
      made('google_compute_disk', { zone: 'us-central1-b' }),
      made('google_storage_bucket', { location: 'EU' }),
      made('azurerm_resource_group', { location: 'East US' }),
      made('azurerm_resource_group', { location: 'East US 2' }),
    )
    expect(judge({ regions }, json).refusals).toEqual([
      'net aws_other.r1: it would be in us-east-11',
      'net google_storage_bucket.r3: it would be in EU',
      'net azurerm_resource_group.r5: it would be in East US 2',
    ])
  })

  it('know the region of what names none by that of its provider', () => {
    const provider = (region: object) => ({ expressions: { region } })
    const json: PlanJson = {
      ...plan(
        { ...made('aws_sqs_queue', { name: 'q' }), address: 'module.queue["a.b"].aws_sqs_queue.it[0]' },
        made('aws_sqs_queue', { name: 'here' }),
        made('aws_iam_role', { name: 'of no region' }),
        {
          type: 'google_compute_subnetwork',
          change: { actions: ['create'], before: null, after: {}, after_unknown: { region: true } },
        },
        made('google_compute_network', { name: 'of no region' }),
      ),
      variables: { place: { value: 'eu-west-1' } },
      configuration: {
        provider_config: {
          aws: provider({ references: ['var.place'] }),
          'aws.here': provider({ constant_value: 'us-east-1' }),
          google: provider({ constant_value: 'europe-west1' }),
        },
        root_module: {
          resources: [
            { address: 'aws_sqs_queue.r1', provider_config_key: 'aws.here' },
            { address: 'aws_iam_role.r2', provider_config_key: 'aws' },
            { address: 'google_compute_subnetwork.r3', provider_config_key: 'google' },
            { address: 'google_compute_network.r4', provider_config_key: 'google' },
          ],
          module_calls: {
            queue: {
              module: { resources: [{ address: 'aws_sqs_queue.it', provider_config_key: 'aws' }] },
            },
          },
        },
      },
    }
    expect(judge({ regions: { aws: ['us-east-1'], gcp: ['us-central1'] } }, json).refusals).toEqual([
      'net module.queue["a.b"].aws_sqs_queue.it[0]: it would be in eu-west-1',
      'net google_compute_subnetwork.r3: it would be in europe-west1',
    ])
  })

  it('want tags on what can have them, by whatever name they go', () => {
    const json = plan(
      made('aws_instance', { tags: null, tags_all: { owner: 'me' } }),
      made('aws_instance', { tags: {} }),
      made('aws_route', { route: 'x' }),
      made('google_compute_disk', { labels: null, effective_labels: { owner: 'me' } }),
      made('google_monitoring_notification_channel', {
        labels: { email: 'x' },
        user_labels: { owner: 'me' },
      }),
    )
    expect(judge({ requiredTags: ['owner'] }, json).refusals).toEqual([
      'net aws_instance.r1: it has no owner',
    ])
  })

  it('see losses of data: by type, by switch, and in replacements', () => {
    const gone = (type: string, before: unknown): Parameters<typeof plan>[0] => ({
      type,
      change: { actions: ['delete', 'create'], before, after: before },
    })
    const json = plan(
      gone('aws_instance', {}),
      gone('aws_instance', { deletion_protection: true }),
      gone('google_sql_database_instance', {}),
    )
    expect(judge({ statefulLoss: 'refuse' }, json).refusals).toHaveLength(2)
    expect(judge({ maxDestroy: 2 }, json).refusals).toEqual([
      'deploy.policies.maxDestroy: the plan would destroy or replace 3 resources',
    ])
    expect(changesOf({ name: 'net' }, json).items.map(({ address }) => address)).toEqual([
      'aws_instance.r1',
      'google_sql_database_instance.r2',
      'aws_instance.r0',
    ])
  })
})

describe('the changes of a plan', () => {
  it('count what is only forgotten or moved as neither destroyed nor changed', () => {
    const json = plan(
      { type: 'aws_db_instance', change: { actions: ['forget'], before: { id: '1' }, after: null } },
      {
        type: 'aws_db_instance',
        previous_address: 'aws_db_instance.old',
        change: { actions: ['no-op'], before: { id: '1' }, after: { id: '1' } },
      },
    )
    const { counts, items } = changesOf({ name: 'net' }, json)
    expect([countsText(counts), items.filter(isLoss)]).toEqual(['1 to forget, 1 to move', []])
  })

  it('tell drift from what is not applied yet, and hide what is sensitive wherever it stands', () => {
    const changed: ResourceChange = {
      address: 'aws_thing.a',
      mode: 'managed',
      type: 'aws_thing',
      name: 'a',
      change: {
        actions: ['update'],
        before: { password: 'hunter2-hunter2', note: 'has hunter2-hunter2 in it', size: 1 },
        after: { password: 'other-secret', note: 'none', size: 2 },
        after_unknown: { arn: true },
        before_sensitive: { password: true },
        after_sensitive: { password: true },
      },
    }
    const { items, drift } = changesOf(
      { name: 'net' },
      { format_version: '1.2', resource_changes: [changed], resource_drift: [changed] },
    )
    const attributes = [
      { name: 'arn', from: 'null', to: '(known after apply)' },
      { name: 'note', from: '(sensitive)', to: '"none"' },
      { name: 'password', from: '(sensitive)', to: '(sensitive)' },
      { name: 'size', from: '1', to: '2' },
    ]
    expect(items[0]?.attributes).toEqual(attributes)
    expect(drift).toEqual([{ address: 'aws_thing.a', action: 'changed', attributes }])
  })
})
