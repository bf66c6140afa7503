import { SECRET, textsIn, type Values } from './rule.ts'

/** The part of a state file (format 4) that is read: https://developer.hashicorp.com/terraform/internals/json-format */
export interface StateFile {
  readonly resources: readonly {
    readonly module?: string
    readonly mode: string
    readonly type: string
    readonly name: string
    readonly instances: readonly {
      readonly attributes: Values | null
      /** Paths that the provider's schema or the configuration marks as sensitive. */
      readonly sensitive_attributes?: readonly (readonly Step[])[]
    }[]
  }[]
}

interface Step {
  readonly type: string
  readonly value: unknown
}

interface Known {
  readonly attributes: RegExp
  /** Why it may stand in the state; the README of the module says so too where it is a secret that opens something. */
  readonly why: string
  /** Holds where the secret opens nothing, because what it belongs to is switched off. */
  readonly harmless?: (values: Values) => boolean
}

const PRE_SHARED = 'no provider takes the key of a tunnel write-only'

/** What stands in a state although it is secret, by type; everything else must not. */
const KNOWN: Readonly<Record<string, Known>> = {
  aws_vpn_connection: {
    attributes: /^(tunnel[12]_preshared_key|customer_gateway_configuration)$/,
    why: PRE_SHARED,
  },
  azurerm_virtual_network_gateway_connection: { attributes: /^shared_key$/, why: PRE_SHARED },
  google_compute_vpn_tunnel: { attributes: /^shared_secret$/, why: PRE_SHARED },
  random_password: { attributes: /^(result|bcrypt_hash)$/, why: PRE_SHARED },
  google_redis_instance: {
    attributes: /^auth_string$/,
    why: 'Google makes it and the provider reads it back',
  },
  google_sql_database_instance: { attributes: /^server_ca_cert/, why: 'a certificate is public' },
  google_container_cluster: {
    attributes: /client_key$/,
    why: 'no client certificate is issued, so there is no key',
    harmless: ({ master_auth: auth }) =>
      (auth as readonly Values[] | undefined)?.every(({ client_certificate_config: issued }) =>
        (issued as readonly Values[]).every((config) => config.issue_client_certificate !== true),
      ) ?? true,
  },
  azurerm_application_insights: {
    attributes: /^(connection_string|instrumentation_key)$/,
    why: 'without local authentication it is a name, no key',
    harmless: (values) => values.local_authentication_enabled === false,
  },
  azurerm_container_registry: {
    attributes: /^admin_password$/,
    why: 'the administrator is switched off',
    harmless: (values) => values.admin_enabled === false,
  },
  azurerm_kubernetes_cluster: {
    attributes: /^kube_(admin_)?config(_raw)?/,
    why: 'local accounts are switched off: it says where the cluster is',
    harmless: (values) => values.local_account_disabled === true,
  },
  azurerm_log_analytics_workspace: {
    attributes: /^(primary|secondary)_shared_key$/,
    why: 'keys are switched off',
    harmless: (values) => values.local_authentication_enabled === false,
  },
  azurerm_managed_redis: {
    attributes: /(primary|secondary)_access_key$/,
    why: 'keys are switched off',
    harmless: ({ default_database: databases }) =>
      (databases as readonly Values[]).every(
        (database) => database.access_keys_authentication_enabled === false,
      ),
  },
  azurerm_storage_account: {
    attributes: /_(access_key|connection_string)$/,
    why: 'keys are switched off',
    harmless: (values) => values.shared_access_key_enabled === false,
  },
}

/** Every secret that an applied state holds beyond those that are known and documented, one line each, sorted. */
export function secretsOfState(state: StateFile): readonly string[] {
  const found = state.resources
    .filter(({ mode }) => mode === 'managed')
    .flatMap(({ module, type, name, instances }) =>
      instances.flatMap(({ attributes, sensitive_attributes: marked = [] }) => {
        if (attributes === null) return []
        const paths = [...textsIn(attributes, SECRET), ...marked.map((steps) => pathOf(steps, attributes))]
        const address = [module, type, name].filter(Boolean).join('.')
        return paths
          .filter((path) => path !== undefined && !isKnown(type, path, attributes))
          .map((path) => `${address}: ${path} stands in clear in the state`)
      }),
    )
  return [...new Set(found)].sort()
}

function isKnown(type: string, path: string, values: Values): boolean {
  const known = KNOWN[type]
  return known?.attributes.test(path) === true && (known.harmless?.(values) ?? true)
}

/** Path of a marked attribute; undefined where it holds nothing. */
function pathOf(steps: readonly Step[], attributes: Values): string | undefined {
  let value: unknown = attributes
  let path = ''
  for (const { type, value: step } of steps) {
    const key = type === 'get_attr' ? String(step) : (step as { value: string | number }).value
    value = (value as Record<string, unknown> | null | undefined)?.[key]
    path += type === 'get_attr' ? `${path === '' ? '' : '.'}${key}` : `[${key}]`
  }
  return isEmpty(value) ? undefined : path
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}
