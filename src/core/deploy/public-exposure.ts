import type { ResourceChange } from './plan-json.ts'

type Values = Readonly<Record<string, unknown>>
type Finder = (values: Values) => string | undefined

const EVERYONE = new Set(['0.0.0.0/0', '::/0'])

/** By resource type: what in its values opens it to the whole internet. */
const FINDERS: Readonly<Record<string, Finder>> = {
  aws_security_group: openRules,
  aws_default_security_group: openRules,
  aws_lambda_function_url: ({ authorization_type }) =>
    authorization_type === 'NONE' ? 'everybody can call it' : undefined,
  aws_eks_cluster: ({ vpc_config }) =>
    listOf(vpc_config).some((one) => one.endpoint_public_access === true && opens(one.public_access_cidrs))
      ? 'its API answers the whole internet'
      : undefined,
  aws_security_group_rule: ({ type, cidr_blocks, ipv6_cidr_blocks }) =>
    type === 'ingress' && (opens(cidr_blocks) || opens(ipv6_cidr_blocks))
      ? 'it lets the whole internet in'
      : undefined,
  aws_vpc_security_group_ingress_rule: ({ cidr_ipv4, cidr_ipv6 }) =>
    opens([cidr_ipv4, cidr_ipv6]) ? 'it lets the whole internet in' : undefined,
  aws_db_instance: publiclyAccessible,
  aws_rds_cluster_instance: publiclyAccessible,
  aws_redshift_cluster: publiclyAccessible,
  aws_s3_bucket_public_access_block: (values) =>
    ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].some(
      (key) => values[key] === false,
    )
      ? 'it allows public access to the bucket'
      : undefined,
  aws_s3_bucket_acl: ({ acl }) =>
    typeof acl === 'string' && acl.startsWith('public-') ? `its acl is ${acl}` : undefined,
  google_compute_firewall: ({ direction, source_ranges, allow }) =>
    direction !== 'EGRESS' && listOf(allow).length > 0 && opens(source_ranges)
      ? 'it lets the whole internet in'
      : undefined,
  google_sql_database_instance: ({ settings }) =>
    listOf(settings)
      .flatMap((one) => listOf(one.ip_configuration))
      .flatMap((one) => listOf(one.authorized_networks))
      .some((network) => EVERYONE.has(String(network.value)))
      ? 'every address of the internet is authorised'
      : undefined,
  azurerm_network_security_rule: (values) =>
    letsAllIn(values) ? 'it lets the whole internet in' : undefined,
  azurerm_network_security_group: ({ security_rule }) =>
    listOf(security_rule).some(letsAllIn) ? 'a rule lets the whole internet in' : undefined,
  azurerm_storage_account: ({ allow_nested_items_to_be_public }) =>
    allow_nested_items_to_be_public === true ? 'its containers may be made public' : undefined,
  azurerm_storage_container: ({ container_access_type }) =>
    container_access_type === 'blob' || container_access_type === 'container'
      ? `anybody can read it (${container_access_type})`
      : undefined,
  azurerm_postgresql_flexible_server_firewall_rule: everyAddress,
  azurerm_mysql_flexible_server_firewall_rule: everyAddress,
  azurerm_mssql_firewall_rule: everyAddress,
}

/** How a planned resource would be open to everybody; undefined where it is not. */
export function exposureOf({ type, change }: ResourceChange): string | undefined {
  const values = asValues(change.after)
  const own = FINDERS[type]?.(values)
  if (own !== undefined) return own
  const members = [values.member, ...arrayOf(values.members)]
  const anybody = members.find((member) => member === 'allUsers' || member === 'allAuthenticatedUsers')
  return type.startsWith('google_') && anybody !== undefined ? `it gives a role to ${anybody}` : undefined
}

function openRules({ ingress }: Values): string | undefined {
  const isOpen = listOf(ingress).some((rule) => opens(rule.cidr_blocks) || opens(rule.ipv6_cidr_blocks))
  return isOpen ? 'a rule lets the whole internet in' : undefined
}

function letsAllIn(rule: Values): boolean {
  const sources = [rule.source_address_prefix, ...arrayOf(rule.source_address_prefixes)]
  return rule.access === 'Allow' && rule.direction === 'Inbound' && sources.some(isAnySource)
}

function everyAddress({ start_ip_address, end_ip_address }: Values): string | undefined {
  return start_ip_address === '0.0.0.0' && end_ip_address === '255.255.255.255'
    ? 'every address of the internet is let in'
    : undefined
}

function publiclyAccessible({ publicly_accessible }: Values): string | undefined {
  return publicly_accessible === true ? 'it has a public address' : undefined
}

function isAnySource(source: unknown): boolean {
  return source === '*' || source === 'Internet' || EVERYONE.has(String(source))
}

function opens(ranges: unknown): boolean {
  return arrayOf(ranges).some((range) => EVERYONE.has(String(range)))
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A block, which is a list in the JSON of a plan. */
function listOf(value: unknown): readonly Values[] {
  return arrayOf(value).map(asValues)
}

function asValues(value: unknown): Values {
  return value !== null && typeof value === 'object' ? (value as Values) : {}
}
