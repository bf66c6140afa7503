import { describe, expect, test } from 'vitest'
import { violationsOf } from './support/rules.ts'

const TAGS = { platform: 'shop', environment: 'dev', unit: 'base', owner: 'team', 'managed-by': 'mcloud' }

const planned = (type: string, after: Record<string, unknown>) =>
  violationsOf({ resource_changes: [{ address: `${type}.this`, mode: 'managed', type, change: { after } }] })

describe('rules over a plan', () => {
  test.each([
    ['aws_subnet', { tags: TAGS, map_public_ip_on_launch: true }, 'map_public_ip_on_launch'],
    ['aws_subnet', { tags: { platform: 'shop' } }, 'tags lack environment, unit, owner, managed-by'],
    ['aws_eks_cluster', { vpc_config: [{ public_access_cidrs: ['0.0.0.0/0'] }] }, 'API open to anywhere'],
    ['aws_lb_listener', { protocol: 'HTTP' }, 'protocol must be HTTPS'],
    [
      'aws_apigatewayv2_route',
      { route_key: '$connect', authorization_type: 'NONE' },
      'who connects is checked',
    ],
    [
      'aws_elasticache_replication_group',
      { at_rest_encryption_enabled: 'false' },
      'at_rest_encryption_enabled',
    ],
    ['aws_elasticache_replication_group', { auth_token: 'x' }, 'auth_token stands in clear'],
    [
      'aws_vpc_security_group_ingress_rule',
      { cidr_ipv4: '0.0.0.0/0', from_port: 5432 },
      'ingress from anywhere',
    ],
  ])('%s %j breaks one', (type, after, text) => {
    expect(planned(type, after).join('\n')).toContain(text)
  })

  test.each([
    ['aws_subnet', { tags: TAGS, map_public_ip_on_launch: false }],
    ['aws_lb_listener', { protocol: 'HTTPS' }],
    ['aws_apigatewayv2_route', { route_key: '$default', authorization_type: 'NONE' }],
    ['aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0', from_port: 443 }],
  ])('%s %j breaks none', (type, after) => {
    expect(planned(type, after)).toEqual([])
  })
})
