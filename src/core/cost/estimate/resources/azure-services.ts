import { HOURS, hours, monthly, USAGE } from '../component.ts'
import type { PricedResource, Pricing } from '../resource.ts'
import { Unpriceable } from '../resource.ts'

/** A month as container registries and SignalR are billed. */
const DAYS = 30

function functionApp(resource: PricedResource) {
  return [
    resource.perUse('executions', 'azure.functions.executions', USAGE.requests(1e6)),
    resource.perUse('duration', 'azure.functions.duration', { name: 'monthlyGbSeconds', scale: 1 }),
  ]
}

function publicIp(resource: PricedResource) {
  return [
    resource.text('allocation_method') === 'Dynamic'
      ? hours('address (dynamic)', 'azure.ip.dynamic')
      : hours('address (static)', 'azure.ip.static'),
  ]
}

function frontDoor(resource: PricedResource) {
  const sku = (resource.text('sku_name') ?? 'Standard_AzureFrontDoor').split('_')[0] ?? 'Standard'
  return [
    monthly(`profile (${sku})`, `azure.frontdoor.${sku}`),
    resource.perUse('data', 'azure.frontdoor.data', USAGE.dataGb),
  ]
}

function applicationGateway(resource: PricedResource) {
  const tier = resource.block('sku')?.text('tier') ?? 'Standard_v2'
  if (!tier.endsWith('_v2')) throw new Unpriceable(`the tier ${tier} is no longer sold`)
  const units =
    resource.block('autoscale_configuration')?.number('min_capacity') ??
    resource.block('sku')?.number('capacity') ??
    0
  return [
    hours('gateway', tier.startsWith('WAF') ? 'azure.appgw.waf' : 'azure.appgw.v2'),
    hours('capacity units', 'azure.appgw.cu', units),
  ]
}

function serviceBus(resource: PricedResource) {
  const sku = resource.text('sku') ?? 'Standard'
  if (sku === 'Basic') return [resource.perUse('operations', 'azure.servicebus.Basic', USAGE.requests(1e6))]
  return sku === 'Premium'
    ? [
        monthly(
          'messaging units',
          'azure.servicebus.Premium',
          Math.max(1, resource.number('capacity') ?? 1) * HOURS,
        ),
      ]
    : [hours('namespace', 'azure.servicebus.Standard')]
}

function apiManagement(resource: PricedResource) {
  const [tier = 'Developer', count = '1'] = (resource.text('sku_name') ?? 'Developer_1').split('_')
  return tier === 'Consumption'
    ? [resource.perUse('calls', 'azure.apim.Consumption', USAGE.requests(1e6))]
    : [hours(`units (${tier})`, `azure.apim.${tier}`, Number(count))]
}

function containerGroup(resource: PricedResource) {
  const containers = resource.blocks('container')
  const total = (name: string) =>
    containers.reduce((sum, container) => sum + (container.number(name) ?? 0), 0)
  return [
    monthly('vCPU', 'azure.aci.vcpu', total('cpu') * HOURS),
    monthly('memory', 'azure.aci.memory', total('memory') * HOURS),
  ]
}

function registry(resource: PricedResource) {
  const sku = resource.text('sku') ?? 'Basic'
  return [
    monthly(`registry (${sku})`, `azure.acr.${sku}`, DAYS),
    ...(resource.blocks('georeplications').length > 0
      ? [monthly('geo-replicas', 'azure.acr.Premium', DAYS * resource.blocks('georeplications').length)]
      : []),
  ]
}

export const AZURE_SERVICES: Readonly<Record<string, Pricing>> = {
  azurerm_linux_function_app: functionApp,
  azurerm_windows_function_app: functionApp,
  azurerm_function_app: functionApp,
  azurerm_function_app_flex_consumption: functionApp,
  azurerm_public_ip: publicIp,
  azurerm_public_ip_prefix: () => [hours('prefix', 'azure.ip.prefix')],
  azurerm_nat_gateway: (resource) => [
    hours('gateway', 'azure.nat.hour'),
    resource.perUse('data', 'azure.nat.data', USAGE.dataGb),
  ],
  azurerm_lb: (resource) =>
    (resource.text('sku') ?? 'Standard') === 'Basic'
      ? []
      : [hours('first rules', 'azure.lb.rules'), resource.perUse('data', 'azure.lb.data', USAGE.dataGb)],
  azurerm_virtual_network_gateway: (resource) => {
    const sku = resource.needs('sku')
    return resource.text('type') === 'ExpressRoute'
      ? [hours('ExpressRoute gateway', 'azure.expressroute.gateway')]
      : [
          hours(`VPN gateway (${sku})`, `azure.vpn.${sku}`),
          resource.perUse('data', 'azure.vpn.data', USAGE.dataGb),
        ]
  },
  azurerm_virtual_network_gateway_connection: () => [hours('connection', 'azure.vpn.connection')],
  azurerm_virtual_hub: () => [hours('hub', 'azure.vwan.hub')],
  azurerm_firewall: (resource) => {
    const tier = resource.text('sku_tier') ?? 'Standard'
    return [
      hours(`firewall (${tier})`, `azure.firewall.${tier}`),
      resource.perUse('data', 'azure.firewall.data', USAGE.dataGb),
    ]
  },
  azurerm_application_gateway: applicationGateway,
  azurerm_cdn_frontdoor_profile: frontDoor,
  azurerm_cdn_endpoint: (resource) => [resource.perUse('data', 'azure.cdn.data', USAGE.dataGb)],
  azurerm_traffic_manager_profile: (resource) => [
    resource.perUse('queries', 'azure.tm.queries', { name: 'monthlyQueries', scale: 1e-6 }),
  ],
  azurerm_traffic_manager_azure_endpoint: () => [monthly('endpoint', 'azure.tm.endpoint')],
  azurerm_traffic_manager_external_endpoint: () => [monthly('endpoint', 'azure.tm.endpoint', 1.5)],
  azurerm_dns_zone: (resource) => [
    monthly('zone', 'azure.dns.zone'),
    resource.perUse('queries', 'azure.dns.queries', { name: 'monthlyQueries', scale: 1e-6 }),
  ],
  azurerm_private_dns_zone: () => [monthly('zone', 'azure.dns.zone')],
  azurerm_private_endpoint: (resource) => [
    hours('endpoint', 'azure.privateendpoint'),
    resource.perUse('data', 'azure.privateendpoint.data', USAGE.dataGb),
  ],
  azurerm_bastion_host: (resource) => [hours('host', `azure.bastion.${resource.text('sku') ?? 'Basic'}`)],
  azurerm_express_route_circuit: (resource) => {
    const speed = resource.number('bandwidth_in_mbps') ?? 50
    return [monthly(`circuit (${speed} Mbps)`, `azure.expressroute.Standard_${speed}`)]
  },
  azurerm_network_ddos_protection_plan: () => [monthly('plan', 'azure.ddos')],
  azurerm_container_registry: registry,
  azurerm_container_group: containerGroup,
  azurerm_container_app: (resource) => [
    resource.perUse('vCPU', 'azure.containerapps.vcpu', { name: 'monthlyVcpuSeconds', scale: 1 }),
    resource.perUse('memory', 'azure.containerapps.memory', { name: 'monthlyMemoryGibSeconds', scale: 1 }),
  ],
  azurerm_servicebus_namespace: serviceBus,
  azurerm_eventhub_namespace: (resource) => {
    const sku = resource.text('sku') ?? 'Standard'
    return [monthly(`units (${sku})`, `azure.eventhub.${sku}`, (resource.number('capacity') ?? 1) * HOURS)]
  },
  azurerm_eventgrid_topic: (resource) => [
    resource.perUse('operations', 'azure.eventgrid.operations', USAGE.requests(1e6)),
  ],
  azurerm_key_vault: (resource) => [
    resource.perUse('operations', 'azure.keyvault.operations', USAGE.requests(1e4)),
  ],
  azurerm_key_vault_key: (resource) =>
    /HSM/.test(resource.text('key_type') ?? '')
      ? [monthly('HSM key', 'azure.keyvault.hsmkey')]
      : [resource.perUse('operations', 'azure.keyvault.operations', USAGE.requests(1e4))],
  azurerm_key_vault_managed_hardware_security_module: () => [hours('HSM pool', 'azure.keyvault.managedhsm')],
  azurerm_log_analytics_workspace: (resource) => [
    resource.perUse('ingested', 'azure.logs.ingested', USAGE.dataGb),
    resource.perUse('retained', 'azure.logs.retained', USAGE.storageGb),
  ],
  azurerm_application_insights: (resource) => [
    resource.perUse('ingested', 'azure.insights.ingested', USAGE.dataGb),
  ],
  azurerm_monitor_metric_alert: () => [monthly('rule', 'azure.monitor.alert')],
  azurerm_dashboard_grafana: () => [hours('instance', 'azure.grafana.standard')],
  azurerm_search_service: (resource) => {
    const sku = resource.text('sku') ?? 'basic'
    const units = (resource.number('replica_count') ?? 1) * (resource.number('partition_count') ?? 1)
    return [hours(`units (${sku})`, `azure.search.${sku}`, units)]
  },
  azurerm_signalr_service: (resource) => {
    const sku = resource.block('sku')
    return sku?.text('name')?.startsWith('Free') === true
      ? []
      : [monthly('units', 'azure.signalr.unit', (sku?.number('capacity') ?? 1) * DAYS)]
  },
  azurerm_backup_protected_vm: () => [monthly('protected machine', 'azure.backup.instance')],
  azurerm_recovery_services_vault: (resource) => [
    resource.perUse('backups', 'azure.backup.storage', USAGE.storageGb),
  ],
  azurerm_static_web_app: (resource) =>
    resource.text('sku_tier') === 'Standard' ? [monthly('app', 'azure.static.Standard')] : [],
  azurerm_api_management: apiManagement,
  azurerm_data_factory: (resource) => [
    resource.perUse('activity runs', 'azure.adf.activity', USAGE.requests(1e3)),
  ],
  azurerm_logic_app_workflow: (resource) => [
    resource.perUse('actions', 'azure.logicapps.action', USAGE.requests(1e3)),
  ],
  azurerm_automation_account: (resource) => [
    resource.perUse('job minutes', 'azure.automation.minutes', { name: 'monthlyMinutes', scale: 1 }),
  ],
  azurerm_iothub: (resource) => {
    const sku = resource.block('sku')
    return [
      monthly(
        `units (${sku?.text('name') ?? 'S1'})`,
        `azure.iothub.${sku?.text('name') ?? 'S1'}`,
        sku?.number('capacity') ?? 1,
      ),
    ]
  },
  azurerm_synapse_sql_pool: (resource) => {
    const units = Number(/^DW(\d+)c$/.exec(resource.text('sku_name') ?? 'DW100c')?.[1] ?? Number.NaN)
    if (!(units > 0)) throw new Unpriceable('sku_name is not known')
    return [hours('data warehouse', 'azure.synapse.dw100', units / 100)]
  },
  azurerm_databricks_workspace: (resource) => [
    resource.perUse('DBU', 'azure.databricks.dbu', { name: 'monthlyDbu', scale: 1 }),
  ],
}
