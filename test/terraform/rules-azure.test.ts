import { expect, test } from 'vitest'
import { violationsOf } from './support/rules.ts'

const TAGS = { platform: 'shop', environment: 'dev', unit: 'data', owner: 'team', 'managed-by': 'mcloud' }

const planned = (address: string, after: Readonly<Record<string, unknown>>) => ({
  address,
  mode: 'managed',
  type: address.replace(/^(module\.\w+\.)*/, '').split('.')[0] ?? '',
  change: { after },
})

const VAULT = {
  purge_protection_enabled: true,
  rbac_authorization_enabled: true,
  public_network_access_enabled: false,
  tags: TAGS,
}
const LOCK = { lock_level: 'CanNotDelete' }

test('a vault that is closed, kept and locked breaks no rule', () => {
  expect(
    violationsOf({
      resource_changes: [
        planned('module.a.azurerm_key_vault.this', VAULT),
        planned('module.a.azurerm_management_lock.this[0]', LOCK),
      ],
    }),
  ).toEqual([])
})

test('what holds data is locked in its own module', () => {
  const violations = violationsOf({
    resource_changes: [
      planned('module.a.azurerm_key_vault.this', VAULT),
      planned('module.b.azurerm_management_lock.this[0]', LOCK),
    ],
  })
  expect(violations).toHaveLength(1)
  expect(violations[0]).toContain('module.a.: 0 locks for 1 resources')
})

test('a lock against changes alone does not count', () => {
  const violations = violationsOf({
    resource_changes: [
      planned('azurerm_key_vault.this', VAULT),
      planned('azurerm_management_lock.this', { lock_level: 'ReadOnly' }),
    ],
  })
  expect(violations).toHaveLength(1)
})

test('what Azure opens where nothing is said must be closed in words', () => {
  const { public_network_access_enabled: _, ...unsaid } = VAULT
  const violations = violationsOf({
    resource_changes: [
      planned('azurerm_key_vault.this', unsaid),
      planned('azurerm_management_lock.this[0]', LOCK),
    ],
  })
  expect(violations).toEqual([expect.stringContaining('public_network_access_enabled must be false')])
})

test('a key that stands in clear is found, one that is made on apply is not', () => {
  const tunnel = { ike_version: 2, labels: TAGS }
  const violations = violationsOf({
    resource_changes: [
      planned('google_compute_vpn_tunnel.clear', { ...tunnel, shared_secret: 'swordfish' }),
      planned('google_compute_vpn_tunnel.made', tunnel),
    ],
  })
  expect(violations).toEqual(['google_compute_vpn_tunnel.clear: shared_secret stands in clear in the plan'])
})
