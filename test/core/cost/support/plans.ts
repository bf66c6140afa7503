import type { Attributes } from '../../../../src/core/cost/estimate/plan-json.ts'

interface Given {
  readonly address?: string
  readonly type: string
  readonly before?: Attributes | null
  readonly after?: Attributes | null
  readonly actions?: readonly string[]
  readonly unknown?: unknown
}

/** A plan as `terraform show -json` writes it, of the given resources. */
export function planOf(resources: readonly Given[], more: object = {}) {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: resources.map(
      ({ address, type, before = null, after = null, actions, unknown }, index) => ({
        address: address ?? `${type}.r${index}`,
        mode: 'managed',
        type,
        name: `r${index}`,
        change: {
          actions: actions ?? (before === null ? ['create'] : after === null ? ['delete'] : ['update']),
          before,
          after,
          after_unknown: unknown ?? {},
        },
      }),
    ),
    ...more,
  }
}

/** Attributes by which a type that needs some can be priced. */
export const ATTRIBUTES: Readonly<Record<string, Attributes>> = {
  aws_instance: { instance_type: 'm5.large' },
  aws_spot_instance_request: { instance_type: 'm5.large' },
  aws_sagemaker_notebook_instance: { instance_type: 'ml.t3.medium' },
  aws_db_instance: { instance_class: 'db.t3.large', engine: 'postgres', allocated_storage: 20 },
  aws_rds_cluster_instance: { instance_class: 'db.r6g.large' },
  aws_docdb_cluster_instance: { instance_class: 'db.r5.large' },
  aws_neptune_cluster_instance: { instance_class: 'db.r5.large' },
  aws_elasticache_cluster: { node_type: 'cache.t3.micro' },
  aws_elasticache_replication_group: { node_type: 'cache.r6g.large', num_cache_clusters: 2 },
  aws_msk_cluster: {
    number_of_broker_nodes: 3,
    broker_node_group_info: [{ instance_type: 'kafka.m5.large' }],
  },
  aws_redshift_cluster: { node_type: 'ra3.xlplus' },
  aws_mq_broker: { host_instance_type: 'mq.m5.large', deployment_mode: 'SINGLE_INSTANCE' },
  aws_dms_replication_instance: { replication_instance_class: 'dms.t3.medium' },
  aws_vpc_endpoint: { vpc_endpoint_type: 'Interface', subnet_ids: ['a', 'b'] },
  aws_ssm_parameter: { tier: 'Advanced' },
  google_compute_instance: { machine_type: 'n2-standard-4' },
  google_sql_database_instance: { settings: [{ tier: 'db-custom-2-7680', disk_size: 10 }] },
  google_bigtable_instance: { cluster: [{ num_nodes: 1 }] },
  google_bigquery_reservation: { slot_capacity: 100 },
  azurerm_linux_virtual_machine: {
    size: 'Standard_D2s_v5',
    os_disk: [{ storage_account_type: 'Premium_LRS' }],
  },
  azurerm_virtual_machine: { vm_size: 'Standard_B2s' },
  azurerm_linux_virtual_machine_scale_set: { sku: 'Standard_D2s_v5', instances: 3 },
  azurerm_kubernetes_cluster: {
    sku_tier: 'Standard',
    default_node_pool: [{ vm_size: 'Standard_D4s_v5', node_count: 3 }],
  },
  azurerm_kubernetes_cluster_node_pool: { vm_size: 'Standard_E4s_v5', node_count: 2 },
  azurerm_postgresql_flexible_server: { sku_name: 'GP_Standard_D4s_v3', storage_mb: 32_768 },
  azurerm_mysql_flexible_server: { sku_name: 'B_Standard_B1ms' },
  azurerm_service_plan: { sku_name: 'P1v3' },
  azurerm_app_service_plan: { sku: [{ size: 'S1' }] },
  azurerm_application_gateway: { sku: [{ tier: 'WAF_v2', capacity: 2 }] },
  azurerm_virtual_network_gateway: { sku: 'VpnGw1' },
  azurerm_container_group: { container: [{ cpu: 1, memory: 1.5 }] },
  azurerm_static_web_app: { sku_tier: 'Standard' },
  google_compute_security_policy: { rule: [{}] },
}

/** Types whose price needs another resource of the plan. */
export const NEEDS_ANOTHER = [
  'aws_autoscaling_group',
  'aws_ecs_service',
  'google_compute_instance_group_manager',
  'google_compute_region_instance_group_manager',
  'azurerm_windows_virtual_machine',
]
