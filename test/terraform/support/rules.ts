import type { PlanJson, Rule, Values } from './rule.ts'
import {
  DELETION,
  ENCRYPTED,
  equals,
  firstBlock,
  inBlock,
  isNot,
  isNotTrue,
  isTrue,
  ON_THE_WIRE,
  oneOf,
  PRIVATE,
  SECRET,
  textsIn,
} from './rule.ts'
import { AZURE_RULES, missingLocks } from './rules-azure.ts'

const REQUIRED_TAGS = ['platform', 'environment', 'unit', 'owner', 'managed-by']

const ENCRYPTED_SQL = ['ENCRYPTED_ONLY', 'TRUSTED_CLIENT_CERTIFICATE_REQUIRED']

const EVERYBODY = new Set(['allUsers', 'allAuthenticatedUsers'])
const BASIC_ROLES = new Set(['roles/owner', 'roles/editor', 'roles/viewer'])

const notEverybody: Rule = (values) =>
  EVERYBODY.has(String(values.member)) ? `${String(values.member)} is everybody: ${PRIVATE}` : undefined

/** What must hold for a resource of each type, whatever module it comes from. */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  aws_db_instance: [
    isTrue('storage_encrypted', ENCRYPTED),
    isNotTrue('publicly_accessible', PRIVATE),
    (values) =>
      values.replicate_source_db == null && values.deletion_protection !== true
        ? `deletion_protection must be true: ${DELETION}`
        : undefined,
  ],
  aws_apigatewayv2_route: [
    (values) =>
      values.route_key === '$connect' && values.authorization_type === 'NONE'
        ? 'authorization_type must not be NONE: who connects is checked'
        : undefined,
  ],
  aws_cloudfront_distribution: [
    inBlock('default_cache_behavior', isNot('viewer_protocol_policy', 'allow-all', ON_THE_WIRE)),
  ],
  aws_dynamodb_table: [
    isTrue('deletion_protection_enabled', DELETION),
    inBlock('server_side_encryption', isTrue('enabled', ENCRYPTED)),
    inBlock('point_in_time_recovery', isTrue('enabled', 'data can be restored')),
  ],
  aws_ecs_service: [inBlock('network_configuration', isNotTrue('assign_public_ip', PRIVATE))],
  aws_eks_cluster: [
    inBlock(
      'encryption_config',
      inBlock('provider', () => undefined),
    ),
    inBlock(
      'access_config',
      isNotTrue('bootstrap_cluster_creator_admin_permissions', 'administrators are named'),
    ),
  ],
  aws_elasticache_replication_group: [
    // A string in the provider's schema, as in aws_launch_template.
    equals('at_rest_encryption_enabled', 'true', ENCRYPTED),
    isTrue('transit_encryption_enabled', ON_THE_WIRE),
  ],
  aws_launch_template: [
    inBlock('metadata_options', equals('http_tokens', 'required', 'rights of a machine are not given away')),
    inBlock('block_device_mappings', inBlock('ebs', equals('encrypted', 'true', ENCRYPTED))),
  ],
  aws_lb: [isTrue('enable_deletion_protection', 'the way in must not go with a plan')],
  aws_lb_listener: [equals('protocol', 'HTTPS', ON_THE_WIRE)],
  aws_msk_cluster: [
    inBlock('encryption_info', inBlock('encryption_in_transit', equals('client_broker', 'TLS', ON_THE_WIRE))),
    inBlock('client_authentication', isNotTrue('unauthenticated', 'clients are known')),
    inBlock(
      'broker_node_group_info',
      inBlock('connectivity_info', inBlock('public_access', equals('type', 'DISABLED', PRIVATE))),
    ),
  ],
  aws_route53_zone: [isNotTrue('force_destroy', DELETION)],
  aws_s3_bucket: [isNotTrue('force_destroy', DELETION)],
  aws_s3_bucket_public_access_block: [
    isTrue('block_public_acls', PRIVATE),
    isTrue('block_public_policy', PRIVATE),
    isTrue('ignore_public_acls', PRIVATE),
    isTrue('restrict_public_buckets', PRIVATE),
  ],
  aws_sns_topic_subscription: [isNot('protocol', 'http', ON_THE_WIRE)],
  aws_sqs_queue: [
    (values) =>
      values.sqs_managed_sse_enabled === true || typeof values.kms_master_key_id === 'string'
        ? undefined
        : `sqs_managed_sse_enabled or kms_master_key_id must be set: ${ENCRYPTED}`,
  ],
  aws_ecr_repository: [
    equals('image_tag_mutability', 'IMMUTABLE', 'a tag names one image'),
    isNotTrue('force_delete', DELETION),
  ],
  aws_kms_key: [isTrue('enable_key_rotation', 'keys rotate')],
  aws_subnet: [isNotTrue('map_public_ip_on_launch', PRIVATE)],
  aws_cloudwatch_log_group: [
    (values) => (typeof values.retention_in_days === 'number' ? undefined : 'retention_in_days must be set'),
  ],
  google_sql_database_instance: [
    isTrue('deletion_protection', DELETION),
    inBlock('settings', isTrue('deletion_protection_enabled', DELETION)),
    inBlock('settings', inBlock('ip_configuration', isNotTrue('ipv4_enabled', PRIVATE))),
    inBlock('settings', inBlock('ip_configuration', oneOf('ssl_mode', ENCRYPTED_SQL, ON_THE_WIRE))),
    (values) =>
      values.master_instance_name == null
        ? inBlock('settings', inBlock('backup_configuration', isTrue('enabled', DELETION)))(values)
        : undefined,
  ],
  google_storage_bucket: [
    // A bucket that is meant to be public says so by a label.
    (values) =>
      (values.labels as Values | null)?.exposure === 'public'
        ? undefined
        : equals('public_access_prevention', 'enforced', PRIVATE)(values),
    isTrue('uniform_bucket_level_access', 'one way to grant access'),
    isNotTrue('force_destroy', DELETION),
  ],
  google_storage_bucket_iam_member: [
    (values) =>
      EVERYBODY.has(String(values.member)) && values.role !== 'roles/storage.legacyObjectReader'
        ? `everybody may do more than read files: ${PRIVATE}`
        : undefined,
  ],
  google_cloud_run_v2_service_iam_member: [notEverybody],
  google_pubsub_topic_iam_member: [notEverybody],
  google_secret_manager_secret_iam_member: [notEverybody],
  google_kms_crypto_key_iam_member: [notEverybody],
  google_artifact_registry_repository_iam_member: [notEverybody],
  google_bigquery_dataset_iam_member: [notEverybody],
  google_project_iam_member: [
    notEverybody,
    (values) =>
      BASIC_ROLES.has(String(values.role)) ? `${String(values.role)} reaches over the project` : undefined,
  ],
  google_container_cluster: [
    isTrue('deletion_protection', DELETION),
    inBlock('private_cluster_config', isTrue('enable_private_nodes', PRIVATE)),
    inBlock('private_cluster_config', isTrue('enable_private_endpoint', PRIVATE)),
    (values) =>
      Array.isArray(values.workload_identity_config) && values.workload_identity_config.length > 0
        ? undefined
        : 'workload_identity_config is missing: workloads act as themselves',
  ],
  google_container_node_pool: [
    inBlock('node_config', inBlock('workload_metadata_config', equals('mode', 'GKE_METADATA', PRIVATE))),
  ],
  google_compute_subnetwork: [isTrue('private_ip_google_access', PRIVATE)],
  google_compute_ssl_policy: [equals('min_tls_version', 'TLS_1_2', ON_THE_WIRE)],
  google_secret_manager_secret: [isTrue('deletion_protection', DELETION)],
  google_kms_crypto_key: [
    (values) => (typeof values.rotation_period === 'string' ? undefined : 'rotation_period must be set'),
  ],
  google_firestore_database: [equals('delete_protection_state', 'DELETE_PROTECTION_ENABLED', DELETION)],
  google_bigquery_dataset: [isNotTrue('delete_contents_on_destroy', DELETION)],
  google_bigquery_table: [isTrue('deletion_protection', DELETION)],
  google_cloud_run_v2_service: [
    isTrue('deletion_protection', DELETION),
    oneOf('ingress', ['INGRESS_TRAFFIC_INTERNAL_ONLY', 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER'], PRIVATE),
  ],
  google_cloudfunctions2_function: [
    inBlock(
      'service_config',
      oneOf('ingress_settings', ['ALLOW_INTERNAL_ONLY', 'ALLOW_INTERNAL_AND_GCLB'], PRIVATE),
    ),
  ],
  google_dataproc_cluster: [
    inBlock('cluster_config', inBlock('gce_cluster_config', isTrue('internal_ip_only', PRIVATE))),
  ],
  google_artifact_registry_repository: [
    (values) =>
      values.format === 'DOCKER'
        ? inBlock('docker_config', isTrue('immutable_tags', 'a tag names one image'))(values)
        : undefined,
  ],
  google_redis_instance: [
    isTrue('auth_enabled', 'nobody reads without a password'),
    equals('transit_encryption_mode', 'SERVER_AUTHENTICATION', ON_THE_WIRE),
  ],
  google_compute_vpn_tunnel: [equals('ike_version', 2, 'older key exchange is weak')],
  google_iam_workload_identity_pool_provider: [
    (values) =>
      firstBlock(values, 'aws') !== undefined || (values.attribute_condition ?? '') !== ''
        ? undefined
        : 'attribute_condition must be set: not every subject of an issuer is trusted',
  ],
  ...AZURE_RULES,
}

/** Every broken rule of a plan, one line each, sorted by address. */
export function violationsOf(plan: PlanJson): readonly string[] {
  const found: string[] = []
  for (const resource of plan.resource_changes ?? []) {
    const values = resource.change.after
    if (resource.mode !== 'managed' || values === null) continue
    const say = (text: string) => found.push(`${resource.address}: ${text}`)
    for (const rule of RULES[resource.type] ?? []) {
      const broken = rule(values)
      if (broken !== undefined) say(broken)
    }
    for (const text of tagProblems(resource.type, values)) say(text)
    for (const text of exposureProblems(resource.type, values)) say(text)
    for (const name of textsIn(values, SECRET)) say(`${name} stands in clear in the plan`)
  }
  return [...found, ...missingLocks(plan)].sort()
}

// Where Google's labels go by another name; `labels` of a channel are its settings.
const LABELLED_OTHERWISE: Readonly<Record<string, string>> = {
  google_container_cluster: 'resource_labels',
  google_monitoring_alert_policy: 'user_labels',
  google_monitoring_notification_channel: 'user_labels',
  google_monitoring_uptime_check_config: 'user_labels',
  google_sql_database_instance: 'user_labels',
}

function tagProblems(type: string, values: Values): readonly string[] {
  const holder = type === 'google_sql_database_instance' ? (firstBlock(values, 'settings') ?? {}) : values
  const attribute = LABELLED_OTHERWISE[type] ?? (type.startsWith('google_') ? 'labels' : 'tags')
  if (!(attribute in holder)) return []
  const tags = (holder[attribute] ?? {}) as Values
  const missing = REQUIRED_TAGS.filter((tag) => !(tag in tags))
  return missing.length === 0 ? [] : [`${attribute} lack ${missing.join(', ')}`]
}

const ANYWHERE = new Set(['0.0.0.0/0', '::/0', '*', 'Internet'])

/** Ingress from anywhere is for the web's two ports only. */
function exposureProblems(type: string, values: Values): readonly string[] {
  const open = (sources: unknown) =>
    (Array.isArray(sources) ? sources : [sources]).some((source) => ANYWHERE.has(String(source)))
  const web = (port: unknown) => port === 80 || port === 443 || port === '80' || port === '443'
  switch (type) {
    case 'aws_vpc_security_group_ingress_rule':
      return (open(values.cidr_ipv4) || open(values.cidr_ipv6)) && !web(values.from_port)
        ? ['ingress from anywhere']
        : []
    case 'aws_eks_cluster':
      return open(firstBlock(values, 'vpc_config')?.public_access_cidrs) ? ['API open to anywhere'] : []
    case 'google_compute_firewall':
      return values.direction !== 'EGRESS' &&
        open(values.source_ranges) &&
        !((values.allow as readonly Values[] | undefined) ?? []).every((allow) =>
          ((allow.ports as readonly unknown[] | undefined) ?? [undefined]).every(web),
        )
        ? ['ingress from anywhere']
        : []
    case 'azurerm_network_security_rule':
      return values.direction === 'Inbound' &&
        values.access === 'Allow' &&
        open(values.source_address_prefix) &&
        !web(values.destination_port_range)
        ? ['ingress from anywhere']
        : []
    default:
      return []
  }
}
