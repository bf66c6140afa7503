import { type Component, HOURS, hours, monthly, USAGE } from '../component.ts'
import type { PricedResource, Pricing } from '../resource.ts'
import { Unpriceable } from '../resource.ts'
import { sized } from './aws-compute.ts'

function engineOf(resource: PricedResource): 'postgres' | 'mysql' | 'aurora' {
  const engine = resource.text('engine') ?? 'postgres'
  if (engine.startsWith('aurora')) return 'aurora'
  if (engine === 'postgres') return 'postgres'
  if (engine === 'mysql' || engine === 'mariadb') return 'mysql'
  throw new Unpriceable(`the engine ${engine} is licensed, and no prices of it are known`)
}

function rds(resource: PricedResource): Component[] {
  const type = resource.needs('instance_class')
  const times = resource.flag('multi_az') ? 2 : 1
  const storage = resource.text('storage_type') ?? (resource.number('iops') === undefined ? 'gp2' : 'io1')
  const size = resource.number('allocated_storage')
  const iops = resource.number('iops') ?? 0
  return [
    sized(times === 2 ? 'instance, multi-AZ' : 'instance', `aws.rds.${engineOf(resource)}`, type, times),
    ...(size === undefined
      ? []
      : [monthly(`storage (${storage})`, `aws.rds.storage.${storage}`, size * times)]),
    ...(storage === 'io1' && iops > 0 ? [monthly('IOPS', 'aws.rds.iops', iops * times)] : []),
    ...((resource.number('backup_retention_period') ?? 0) > 0
      ? [resource.perUse('backups beyond the free size', 'aws.rds.backup', USAGE.backupGb)]
      : []),
  ]
}

/** Nodes of a replication group: shards times the primary and its replicas. */
function elasticacheNodes(resource: PricedResource): number {
  const shards =
    resource.number('num_node_groups') ?? resource.block('cluster_mode')?.number('num_node_groups')
  if (shards !== undefined && shards > 0) {
    const replicas =
      resource.number('replicas_per_node_group') ??
      resource.block('cluster_mode')?.number('replicas_per_node_group') ??
      0
    return shards * (1 + replicas)
  }
  return resource.number('num_cache_clusters') ?? resource.number('number_cache_clusters') ?? 1
}

function dynamodb(resource: PricedResource): Component[] {
  const provisioned = resource.text('billing_mode') !== 'PAY_PER_REQUEST'
  const copies = 1 + resource.blocks('replica').length
  return [
    ...(provisioned
      ? [
          monthly(
            'write capacity',
            'aws.dynamodb.wcu',
            (resource.number('write_capacity') ?? 1) * HOURS * copies,
          ),
          monthly('read capacity', 'aws.dynamodb.rcu', (resource.number('read_capacity') ?? 1) * HOURS),
        ]
      : [
          resource.perUse('writes', 'aws.dynamodb.write', { name: 'monthlyWrites', scale: copies / 1e6 }),
          resource.perUse('reads', 'aws.dynamodb.read', { name: 'monthlyReads', scale: 1e-6 }),
        ]),
    resource.perUse('storage', 'aws.dynamodb.storage', USAGE.storageGb),
    ...(resource.block('point_in_time_recovery')?.flag('enabled') === true
      ? [resource.perUse('point-in-time recovery', 'aws.dynamodb.pitr', USAGE.storageGb)]
      : []),
  ]
}

function s3(resource: PricedResource): Component[] {
  return [
    resource.perUse('storage (standard)', 'aws.s3.standard', USAGE.storageGb),
    resource.perUse('PUT, COPY, POST, LIST', 'aws.s3.put', { name: 'monthlyWrites', scale: 1e-3 }),
    resource.perUse('GET and others', 'aws.s3.get', { name: 'monthlyReads', scale: 1e-3 }),
    resource.perUse('internet egress', 'aws.egress.internet', { name: 'egressGb', scale: 1 }),
  ]
}

function msk(resource: PricedResource): Component[] {
  const nodes = resource.number('number_of_broker_nodes') ?? 1
  const info = resource.block('broker_node_group_info')
  const type = info?.text('instance_type')
  if (type === undefined) throw new Unpriceable('broker_node_group_info has no instance_type')
  const volume =
    info?.block('storage_info')?.block('ebs_storage_info')?.number('volume_size') ??
    info?.number('ebs_volume_size') ??
    1000
  return [sized('brokers', 'aws.msk', type, nodes), monthly('storage', 'aws.msk.storage', volume * nodes)]
}

function opensearch(resource: PricedResource): Component[] {
  const config = resource.block('cluster_config')
  const type = (config?.text('instance_type') ?? 'm5.large.search').replace(/\.(search|elasticsearch)$/, '')
  const nodes = config?.number('instance_count') ?? 1
  const ebs = resource.block('ebs_options')
  const volume = ebs?.text('volume_type') ?? 'gp2'
  const master =
    config?.flag('dedicated_master_enabled') === true ? config.text('dedicated_master_type') : undefined
  return [
    sized('nodes', 'aws.opensearch', type, nodes),
    ...(master === undefined
      ? []
      : [
          sized(
            'dedicated masters',
            'aws.opensearch',
            master.replace(/\.(search|elasticsearch)$/, ''),
            config?.number('dedicated_master_count') ?? 3,
          ),
        ]),
    ...(ebs === undefined
      ? []
      : [
          monthly(
            `storage (${volume})`,
            `aws.opensearch.storage.${volume}`,
            (ebs.number('volume_size') ?? 10) * nodes,
          ),
        ]),
  ]
}

function clusterInstance(prefix: string) {
  return (resource: PricedResource): Component[] => [
    sized('instance', prefix, resource.needs('instance_class')),
  ]
}

function auroraCluster(resource: PricedResource): Component[] {
  const serverless = resource.block('serverlessv2_scaling_configuration')
  const least = serverless?.number('min_capacity')
  return [
    ...(least === undefined
      ? []
      : [monthly('serverless, at the least', 'aws.rds.aurora.acu', least * HOURS)]),
    resource.perUse('storage', 'aws.rds.aurora.storage', USAGE.storageGb),
    resource.perUse('I/O', 'aws.rds.aurora.io', { name: 'monthlyIoRequests', scale: 1e-6 }),
    resource.perUse('backups beyond the free size', 'aws.rds.aurora.backup', USAGE.backupGb),
  ]
}

function auroraInstance(resource: PricedResource): Component[] {
  const type = resource.needs('instance_class')
  return type === 'db.serverless' ? [] : [sized('instance', 'aws.rds.aurora', type)]
}

function exact(name: string, prefix: string, attribute: string, count = 1) {
  return (resource: PricedResource): Component[] => {
    const type = resource.needs(attribute)
    return [hours(`${name} (${type})`, `${prefix}.${type.replace(/^(mq|dms)\./, '')}`, count)]
  }
}

export const AWS_DATA: Readonly<Record<string, Pricing>> = {
  aws_db_instance: rds,
  aws_rds_cluster: auroraCluster,
  aws_rds_cluster_instance: auroraInstance,
  aws_elasticache_cluster: (resource) => [
    sized('nodes', 'aws.elasticache', resource.needs('node_type'), resource.number('num_cache_nodes') ?? 1),
  ],
  aws_elasticache_replication_group: (resource) => [
    sized('nodes', 'aws.elasticache', resource.needs('node_type'), elasticacheNodes(resource)),
    ...((resource.number('snapshot_retention_limit') ?? 0) > 1
      ? [resource.perUse('snapshots beyond the first', 'aws.elasticache.backup', USAGE.backupGb)]
      : []),
  ],
  aws_dynamodb_table: dynamodb,
  aws_s3_bucket: s3,
  aws_msk_cluster: msk,
  aws_opensearch_domain: opensearch,
  aws_elasticsearch_domain: opensearch,
  aws_docdb_cluster: (resource) => [resource.perUse('storage', 'aws.docdb.storage', USAGE.storageGb)],
  aws_docdb_cluster_instance: clusterInstance('aws.docdb'),
  aws_neptune_cluster: (resource) => [resource.perUse('storage', 'aws.docdb.storage', USAGE.storageGb)],
  aws_neptune_cluster_instance: clusterInstance('aws.neptune'),
  aws_redshift_cluster: (resource) => {
    const type = resource.needs('node_type')
    return [hours(`nodes (${type})`, `aws.redshift.${type}`, resource.number('number_of_nodes') ?? 1)]
  },
  aws_mq_broker: (resource) => {
    const type = resource.needs('host_instance_type')
    const brokers = resource.text('deployment_mode')?.startsWith('SINGLE') === false ? 2 : 1
    return [
      hours(`brokers (${type})`, `aws.mq.${type.replace(/^mq\./, '')}`, brokers),
      resource.perUse('storage', 'aws.mq.storage', USAGE.storageGb),
    ]
  },
  aws_dms_replication_instance: exact('instance', 'aws.dms', 'replication_instance_class'),
  aws_efs_file_system: (resource) => [
    resource.text('availability_zone_name') === undefined
      ? resource.perUse('storage', 'aws.efs.standard', USAGE.storageGb)
      : resource.perUse('storage, one zone', 'aws.efs.onezone', USAGE.storageGb),
    ...(resource.text('throughput_mode') === 'provisioned'
      ? [
          monthly(
            'provisioned throughput',
            'aws.efs.throughput',
            resource.number('provisioned_throughput_in_mibps') ?? 0,
          ),
        ]
      : []),
  ],
  aws_fsx_lustre_file_system: (resource) => [
    monthly('storage', 'aws.fsx.lustre', resource.number('storage_capacity') ?? 1200),
  ],
  aws_fsx_windows_file_system: (resource) => [
    monthly('storage', 'aws.fsx.windows', resource.number('storage_capacity') ?? 32),
  ],
  aws_fsx_ontap_file_system: (resource) => [
    monthly('storage', 'aws.fsx.ontap', resource.number('storage_capacity') ?? 1024),
  ],
  aws_kinesis_stream: (resource) =>
    resource.block('stream_mode_details')?.text('stream_mode') === 'ON_DEMAND'
      ? [hours('on-demand stream', 'aws.kinesis.ondemand')]
      : [
          hours('shards', 'aws.kinesis.shard', resource.number('shard_count') ?? 1),
          resource.perUse('records', 'aws.kinesis.put', USAGE.requests(1e6)),
        ],
  aws_kinesis_firehose_delivery_stream: (resource) => [
    resource.perUse('data', 'aws.firehose.data', USAGE.dataGb),
  ],
  aws_glue_job: (resource) => [
    resource.perUse('DPU-hours', 'aws.glue.dpu', {
      name: 'monthlyHours',
      scale: resource.number('max_capacity') ?? resource.number('number_of_workers') ?? 10,
    }),
  ],
  aws_glue_crawler: (resource) => [
    resource.perUse('DPU-hours', 'aws.glue.dpu', { name: 'monthlyHours', scale: 1 }),
  ],
  aws_athena_workgroup: (resource) => [
    resource.perUse('data scanned', 'aws.athena.scanned', { name: 'monthlyScannedTb', scale: 1 }),
  ],
  aws_ecr_repository: (resource) => [resource.perUse('storage', 'aws.ecr.storage', USAGE.storageGb)],
  aws_backup_vault: (resource) => [resource.perUse('backups', 'aws.backup.storage', USAGE.storageGb)],
  aws_mwaa_environment: () => [hours('environment (small)', 'aws.mwaa.small')],
  aws_timestreamwrite_table: (resource) => [
    resource.perUse('writes', 'aws.timestream.writes', { name: 'monthlyWrites', scale: 1e-6 }),
  ],
}
