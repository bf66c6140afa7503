import { HOURS, hours, monthly, USAGE } from '../component.ts'
import type { PricedResource, Pricing } from '../resource.ts'

function address(resource: PricedResource) {
  return resource.text('address_type') === 'INTERNAL' ? [] : [hours('external IPv4 address', 'gcp.ip.static')]
}

function spanner(resource: PricedResource) {
  const units = (resource.number('processing_units') ?? (resource.number('num_nodes') ?? 1) * 1000) / 1000
  return [
    hours('nodes', 'gcp.spanner.node', units),
    resource.perUse('storage', 'gcp.spanner.storage', USAGE.storageGb),
  ]
}

function filestore(resource: PricedResource) {
  const tier = (resource.text('tier') ?? 'BASIC_HDD').toLowerCase()
  const kind = /ssd/.test(tier)
    ? 'basic_ssd'
    : /enterprise|zonal|regional/.test(tier)
      ? 'enterprise'
      : 'basic_hdd'
  return [
    monthly(
      `storage (${kind})`,
      `gcp.filestore.${kind}`,
      resource.block('file_shares')?.number('capacity_gb') ?? 1024,
    ),
  ]
}

function nat(resource: PricedResource) {
  return [
    resource.perUse('assigned machines', 'gcp.nat.vm', { name: 'machines', scale: HOURS }),
    resource.perUse('data', 'gcp.nat.data', USAGE.dataGb),
  ]
}

export const GCP_SERVICES: Readonly<Record<string, Pricing>> = {
  google_compute_address: address,
  google_compute_global_address: address,
  google_compute_router_nat: nat,
  google_compute_vpn_tunnel: (resource) => [
    hours('tunnel', 'gcp.vpn.tunnel'),
    resource.perUse('egress', 'gcp.egress.internet', { name: 'egressGb', scale: 1 }),
  ],
  google_compute_interconnect_attachment: () => [hours('attachment', 'gcp.interconnect.attachment')],
  google_compute_security_policy: (resource) => [
    monthly('policy', 'gcp.armor.policy'),
    monthly('rules', 'gcp.armor.rule', resource.blocks('rule').length),
    resource.perUse('requests', 'gcp.armor.requests', USAGE.requests(1e6)),
  ],
  google_compute_backend_bucket: (resource) => [
    resource.perUse('CDN egress', 'gcp.cdn.egress', USAGE.dataGb),
  ],
  google_vpc_access_connector: (resource) => [
    hours('machines', 'gcp.vpcconnector', resource.number('min_instances') ?? 2),
  ],
  google_dns_managed_zone: (resource) => [
    monthly('zone', 'gcp.dns.zone'),
    resource.perUse('queries', 'gcp.dns.queries', { name: 'monthlyQueries', scale: 1e-6 }),
  ],
  google_kms_crypto_key: (resource) => [
    monthly('key version', 'gcp.kms.key'),
    resource.perUse('operations', 'gcp.kms.operations', USAGE.requests(1e4)),
  ],
  google_secret_manager_secret: (resource) => [
    monthly('active version', 'gcp.secret.version'),
    resource.perUse('access', 'gcp.secret.access', USAGE.requests(1e4)),
  ],
  google_logging_project_sink: (resource) => [
    resource.perUse('ingested', 'gcp.logging.ingested', USAGE.dataGb),
  ],
  google_logging_project_bucket_config: (resource) => [
    resource.perUse('ingested', 'gcp.logging.ingested', USAGE.dataGb),
  ],
  google_monitoring_metric_descriptor: (resource) => [
    resource.perUse('samples', 'gcp.monitoring.samples', { name: 'monthlySamples', scale: 1e-6 }),
  ],
  google_artifact_registry_repository: (resource) => [
    resource.perUse('storage', 'gcp.artifact.storage', USAGE.storageGb),
  ],
  google_container_registry: (resource) => [
    resource.perUse('storage', 'gcp.artifact.storage', USAGE.storageGb),
  ],
  google_bigquery_dataset: (resource) => [
    resource.perUse('queries', 'gcp.bigquery.query', { name: 'monthlyQueryTib', scale: 1 }),
  ],
  google_bigquery_table: (resource) => [resource.perUse('storage', 'gcp.bigquery.storage', USAGE.storageGb)],
  google_bigquery_reservation: (resource) => [
    monthly('slots', 'gcp.bigquery.slot', (resource.number('slot_capacity') ?? 0) * HOURS),
  ],
  google_firestore_database: (resource) => [
    resource.perUse('storage', 'gcp.firestore.storage', USAGE.storageGb),
    resource.perUse('reads', 'gcp.firestore.reads', { name: 'monthlyReads', scale: 1e-5 }),
    resource.perUse('writes', 'gcp.firestore.writes', { name: 'monthlyWrites', scale: 1e-5 }),
  ],
  google_dataflow_job: (resource) => [
    resource.perUse('workers', 'gcp.dataflow.vcpu', { name: 'monthlyVcpuHours', scale: 1 }),
  ],
  google_composer_environment: () => [hours('environment (small)', 'gcp.composer.small')],
  google_spanner_instance: spanner,
  google_bigtable_instance: (resource) =>
    resource
      .blocks('cluster')
      .flatMap((cluster) => [hours('nodes', 'gcp.bigtable.node', cluster.number('num_nodes') ?? 1)])
      .concat([resource.perUse('storage', 'gcp.bigtable.ssd', USAGE.storageGb)]),
  google_filestore_instance: filestore,
  google_cloud_scheduler_job: () => [monthly('job', 'gcp.scheduler.job')],
  google_cloud_tasks_queue: (resource) => [
    resource.perUse('operations', 'gcp.tasks.operations', USAGE.requests(1e6)),
  ],
  google_workflows_workflow: (resource) => [
    resource.perUse('steps', 'gcp.workflows.steps', USAGE.requests(1e3)),
  ],
  google_alloydb_cluster: (resource) => [resource.perUse('storage', 'gcp.alloydb.storage', USAGE.storageGb)],
  google_data_fusion_instance: (resource) => {
    const type = (resource.text('type') ?? 'BASIC').toLowerCase()
    return [hours(`instance (${type})`, `gcp.datafusion.${type}`)]
  },
  google_endpoints_service: (resource) => [
    resource.perUse('calls', 'gcp.endpoints.calls', USAGE.requests(1e6)),
  ],
  google_api_gateway_api: (resource) => [
    resource.perUse('calls', 'gcp.endpoints.calls', USAGE.requests(1e6)),
  ],
  google_gke_backup_backup_plan: (resource) => [
    resource.perUse('backups', 'gcp.backup.gke', USAGE.storageGb),
  ],
  google_identity_platform_config: (resource) => [
    resource.perUse('active users', 'gcp.identityplatform.mau', { name: 'monthlyActiveUsers', scale: 1 }),
  ],
  google_privateca_certificate_authority: () => [monthly('authority (DevOps)', 'gcp.privateca.devops')],
  google_app_engine_standard_app_version: (resource) => [
    resource.perUse('instances (F1)', 'gcp.appengine.f1', { name: 'monthlyHours', scale: 1 }),
  ],
  google_managed_kafka_cluster: (resource) => [
    monthly(
      'vCPU',
      'gcp.managedkafka.vcpu',
      (resource.block('capacity_config')?.number('vcpu_count') ?? 3) * HOURS,
    ),
  ],
}
