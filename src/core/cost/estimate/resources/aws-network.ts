import { hours, monthly, USAGE } from '../component.ts'
import type { PricedResource, Pricing } from '../resource.ts'

function loadBalancer(resource: PricedResource) {
  const type = resource.text('load_balancer_type')
  const [name, prefix] =
    type === 'network'
      ? ['network', 'aws.nlb']
      : type === 'gateway'
        ? ['gateway', 'aws.gwlb']
        : ['application', 'aws.alb']
  return [
    hours(`${name} load balancer`, `${prefix}.hour`),
    resource.perUse('capacity units', `${prefix}.lcu`, { name: 'monthlyLcuHours', scale: 1 }),
  ]
}

function vpnConnection(resource: PricedResource) {
  const transit =
    resource.text('transit_gateway_id') !== undefined || resource.referred('transit_gateway_id').length > 0
  return [
    hours('connection', 'aws.vpn.connection'),
    ...(transit
      ? [
          hours('transit gateway attachment', 'aws.tgw.attachment'),
          resource.perUse('data', 'aws.tgw.data', USAGE.dataGb),
        ]
      : []),
  ]
}

function endpoint(resource: PricedResource) {
  // Gateway endpoints, to S3 and DynamoDB, are free.
  if ((resource.text('vpc_endpoint_type') ?? 'Gateway') === 'Gateway') return []
  const zones = Math.max(1, resource.list('subnet_ids').length)
  return [hours('endpoint', 'aws.vpce.hour', zones), resource.perUse('data', 'aws.vpce.data', USAGE.dataGb)]
}

function transitAttachment(resource: PricedResource) {
  return [hours('attachment', 'aws.tgw.attachment'), resource.perUse('data', 'aws.tgw.data', USAGE.dataGb)]
}

function webAcl(resource: PricedResource) {
  return [
    monthly('web ACL', 'aws.waf.acl'),
    monthly('rules', 'aws.waf.rule', resource.blocks('rule').length + resource.blocks('rules').length),
    resource.perUse('requests', 'aws.waf.requests', USAGE.requests(1e6)),
  ]
}

function routedQueries(resource: PricedResource) {
  const kind =
    resource.blocks('latency_routing_policy').length > 0
      ? 'latency'
      : resource.blocks('geolocation_routing_policy').length > 0
        ? 'geo'
        : 'queries'
  return [resource.perUse('queries', `aws.route53.${kind}`, { name: 'monthlyQueries', scale: 1e-6 })]
}

export const AWS_NETWORK: Readonly<Record<string, Pricing>> = {
  aws_nat_gateway: (resource) => [
    hours('gateway', 'aws.nat.hour'),
    resource.perUse('data', 'aws.nat.data', USAGE.dataGb),
  ],
  aws_lb: loadBalancer,
  aws_alb: loadBalancer,
  aws_elb: (resource) => [
    hours('classic load balancer', 'aws.elb.hour'),
    resource.perUse('data', 'aws.elb.data', USAGE.dataGb),
  ],
  aws_eip: () => [hours('public IPv4 address', 'aws.ipv4')],
  aws_vpn_connection: vpnConnection,
  aws_vpc_endpoint: endpoint,
  aws_ec2_transit_gateway_vpc_attachment: transitAttachment,
  aws_ec2_transit_gateway_peering_attachment: transitAttachment,
  aws_ec2_client_vpn_network_association: () => [hours('association', 'aws.clientvpn.association')],
  aws_route53_zone: () => [monthly('hosted zone', 'aws.route53.zone')],
  aws_route53_record: routedQueries,
  aws_route53_health_check: () => [monthly('health check', 'aws.route53.healthcheck')],
  aws_route53_resolver_endpoint: (resource) => [
    hours('endpoint addresses', 'aws.route53.resolver', Math.max(2, resource.blocks('ip_address').length)),
  ],
  aws_cloudfront_distribution: (resource) => [
    resource.perUse('data to the internet', 'aws.cloudfront.data', USAGE.dataGb),
    resource.perUse('requests', 'aws.cloudfront.requests', USAGE.requests(1e4)),
  ],
  aws_globalaccelerator_accelerator: (resource) => [
    hours('accelerator', 'aws.globalaccelerator.hour'),
    resource.perUse('data', 'aws.egress.region', USAGE.dataGb),
  ],
  aws_networkfirewall_firewall: (resource) => [
    hours(
      'firewall endpoints',
      'aws.networkfirewall.hour',
      Math.max(1, resource.blocks('subnet_mapping').length),
    ),
    resource.perUse('data', 'aws.networkfirewall.data', USAGE.dataGb),
  ],
  aws_wafv2_web_acl: webAcl,
  aws_waf_web_acl: webAcl,
  aws_wafregional_web_acl: webAcl,
  aws_dx_connection: (resource) => [
    hours('port', 'aws.dx.port1g', resource.text('bandwidth') === '10Gbps' ? 7.5 : 1),
  ],
  aws_api_gateway_rest_api: (resource) => [
    resource.perUse('requests', 'aws.apigateway.rest', USAGE.requests(1e6)),
  ],
  aws_apigatewayv2_api: (resource) => [
    resource.text('protocol_type') === 'WEBSOCKET'
      ? resource.perUse('messages', 'aws.apigateway.websocket', USAGE.requests(1e6))
      : resource.perUse('requests', 'aws.apigateway.http', USAGE.requests(1e6)),
  ],
  aws_transfer_server: (resource) => [
    hours('protocols', 'aws.transfer.protocol', Math.max(1, resource.list('protocols').length)),
  ],
}

export const AWS_SERVICES: Readonly<Record<string, Pricing>> = {
  aws_sqs_queue: (resource) => [
    resource.perUse(
      'requests',
      resource.flag('fifo_queue') ? 'aws.sqs.fifo' : 'aws.sqs.standard',
      USAGE.requests(1e6),
    ),
  ],
  aws_sns_topic: (resource) => [resource.perUse('requests', 'aws.sns.publish', USAGE.requests(1e6))],
  aws_cloudwatch_event_bus: (resource) => [
    resource.perUse('events', 'aws.eventbridge.events', USAGE.requests(1e6)),
  ],
  aws_scheduler_schedule: (resource) => [
    resource.perUse('invocations', 'aws.scheduler.invocations', USAGE.requests(1e6)),
  ],
  aws_sfn_state_machine: (resource) => [
    resource.perUse('state transitions', 'aws.stepfunctions.transitions', USAGE.requests(1e3)),
  ],
  aws_cloudwatch_log_group: (resource) => [
    resource.perUse('data ingested', 'aws.logs.ingested', USAGE.dataGb),
    resource.perUse('data stored', 'aws.logs.stored', USAGE.storageGb),
  ],
  aws_cloudwatch_metric_alarm: () => [monthly('alarm', 'aws.cloudwatch.alarm')],
  aws_cloudwatch_composite_alarm: () => [monthly('alarm', 'aws.cloudwatch.alarm', 5)],
  aws_cloudwatch_dashboard: () => [monthly('dashboard', 'aws.cloudwatch.dashboard')],
  aws_kms_key: (resource) => [
    monthly('key', 'aws.kms.key'),
    resource.perUse('requests', 'aws.kms.requests', USAGE.requests(1e4)),
  ],
  aws_kms_replica_key: () => [monthly('key', 'aws.kms.key')],
  aws_secretsmanager_secret: (resource) => [
    monthly('secret', 'aws.secrets.secret'),
    resource.perUse('requests', 'aws.secrets.requests', USAGE.requests(1e4)),
  ],
  aws_ssm_parameter: (resource) =>
    resource.text('tier') === 'Advanced' ? [monthly('advanced parameter', 'aws.ssm.advanced')] : [],
  aws_acmpca_certificate_authority: () => [monthly('private CA', 'aws.acmpca.ca')],
  aws_directory_service_directory: () => [hours('directory (small)', 'aws.directoryservice.simple')],
  aws_config_configuration_recorder: (resource) => [
    resource.perUse('items', 'aws.config.items', { name: 'monthlyItems', scale: 1 }),
  ],
  aws_cloudtrail: (resource) => [
    resource.perUse('further events', 'aws.cloudtrail.events', { name: 'monthlyEvents', scale: 1e-5 }),
  ],
  aws_cognito_user_pool: (resource) => [
    resource.perUse('active users', 'aws.cognito.mau', { name: 'monthlyActiveUsers', scale: 1 }),
  ],
  aws_grafana_workspace: (resource) => [
    resource.perUse('editors', 'aws.grafana.editor', { name: 'activeUsers', scale: 1 }),
  ],
  aws_prometheus_workspace: (resource) => [
    resource.perUse('samples', 'aws.prometheus.samples', { name: 'monthlySamples', scale: 1e-7 }),
  ],
}
