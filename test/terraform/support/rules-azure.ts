import type { PlanJson, ResourceChange, Rule } from './rule.ts'
import {
  DELETION,
  ENCRYPTED,
  equals,
  firstBlock,
  inBlock,
  isFalse,
  isNotTrue,
  isPositive,
  isTrue,
  ON_THE_WIRE,
  PRIVATE,
} from './rule.ts'

/** What must hold for Azure's resources, beside what holds for all. */
export const AZURE_RULES: Readonly<Record<string, readonly Rule[]>> = {
  azurerm_storage_account: [
    isNotTrue('allow_nested_items_to_be_public', PRIVATE),
    isTrue('https_traffic_only_enabled', ON_THE_WIRE),
    equals('min_tls_version', 'TLS1_2', ON_THE_WIRE),
    isFalse('public_network_access_enabled', PRIVATE),
    isFalse('shared_access_key_enabled', 'no shared password'),
    isTrue('infrastructure_encryption_enabled', ENCRYPTED),
    inBlock('blob_properties', inBlock('delete_retention_policy', isPositive('days', DELETION))),
  ],
  azurerm_storage_container: [equals('container_access_type', 'private', PRIVATE)],
  azurerm_postgresql_flexible_server: [
    isFalse('public_network_access_enabled', PRIVATE),
    (values) =>
      values.create_mode === 'Replica' || typeof values.backup_retention_days === 'number'
        ? undefined
        : 'backup_retention_days must be set',
  ],
  azurerm_key_vault: [
    isTrue('purge_protection_enabled', DELETION),
    isTrue('rbac_authorization_enabled', 'one way to grant access'),
    isFalse('public_network_access_enabled', PRIVATE),
  ],
  azurerm_key_vault_key: [
    (values) =>
      firstBlock(values, 'rotation_policy') === undefined ? 'rotation_policy is missing' : undefined,
  ],
  azurerm_kubernetes_cluster: [
    isTrue('local_account_disabled', 'people come through Entra ID'),
    isTrue('private_cluster_enabled', PRIVATE),
    isTrue('workload_identity_enabled', 'workloads hold no keys'),
    isFalse('run_command_enabled', PRIVATE),
  ],
  azurerm_managed_redis: [
    equals('public_network_access', 'Disabled', PRIVATE),
    inBlock('default_database', equals('client_protocol', 'Encrypted', ON_THE_WIRE)),
    inBlock('default_database', isFalse('access_keys_authentication_enabled', 'no shared password')),
  ],
  azurerm_container_registry: [
    isFalse('admin_enabled', 'no shared password'),
    isFalse('anonymous_pull_enabled', PRIVATE),
    isFalse('public_network_access_enabled', PRIVATE),
  ],
  azurerm_cdn_frontdoor_route: [
    equals('forwarding_protocol', 'HttpsOnly', ON_THE_WIRE),
    isTrue('https_redirect_enabled', ON_THE_WIRE),
  ],
  azurerm_cdn_frontdoor_firewall_policy: [
    equals('mode', 'Prevention', 'a firewall that only watches stops nobody'),
  ],
  azurerm_cdn_frontdoor_origin: [isTrue('certificate_name_check_enabled', 'an origin proves its name')],
  azurerm_log_analytics_workspace: [
    isPositive('retention_in_days', 'logs are kept'),
    isFalse('local_authentication_enabled', 'no shared password'),
  ],
  azurerm_subnet: [
    (values) =>
      values.name === 'GatewaySubnet' || values.default_outbound_access_enabled === false
        ? undefined
        : 'default_outbound_access_enabled must be false: the way out is chosen',
  ],
  azurerm_virtual_network_gateway_connection: [
    equals('connection_protocol', 'IKEv2', 'nothing weak'),
    (values) => (firstBlock(values, 'ipsec_policy') === undefined ? 'ipsec_policy is missing' : undefined),
  ],
}

// Azure has no deletion protection of its own for these: a lock stands in for it.
const LOCKED_IN_AZURE = new Set([
  'azurerm_container_registry',
  'azurerm_dns_zone',
  'azurerm_key_vault',
  'azurerm_kubernetes_cluster',
  'azurerm_log_analytics_workspace',
  'azurerm_managed_redis',
  'azurerm_postgresql_flexible_server',
  'azurerm_storage_account',
])

/** Every module must have as many locks as it has resources that hold data; what each one locks is known after apply. */
export function missingLocks(plan: PlanJson): readonly string[] {
  const planned = (plan.resource_changes ?? []).filter(
    (resource) => resource.mode === 'managed' && resource.change.after !== null,
  )
  const isLock = (resource: ResourceChange) =>
    resource.type === 'azurerm_management_lock' && resource.change.after?.lock_level === 'CanNotDelete'
  const holders = planned.filter(({ type }) => LOCKED_IN_AZURE.has(type))
  return [...new Set(holders.map(moduleOf))].flatMap((module) => {
    const inModule = (resource: ResourceChange) => moduleOf(resource) === module
    const [held, locks] = [holders.filter(inModule).length, planned.filter(isLock).filter(inModule).length]
    return locks < held ? [`${module}: ${locks} locks for ${held} resources that hold data: ${DELETION}`] : []
  })
}

const moduleOf = ({ address, type }: ResourceChange) => address.slice(0, address.lastIndexOf(`${type}.`))
