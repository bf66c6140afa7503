import type { CloudSettings, Platform } from '../../src/config/platform.ts'
import { DEMO } from '../../src/lab/demo/facts.ts'
import { OWNERS } from './records.ts'

/** A platform with the given clouds, and a record that names the owners of the contract's targets. */
export function contractPlatform(clouds: Platform['clouds']): Platform {
  return {
    name: 'shop',
    strategy: 'active-passive',
    clouds,
    databases: {},
    workloads: {},
    objectives: { rpoMs: {} },
    scenarios: {},
    notifications: {},
    later: { cost: { sources: { gcp: { table: DEMO.billingTable } } } },
    traffic: { zone: 'shop.test', providers: {}, records: { owners: OWNERS } },
  } as Platform
}

/** Settings of one cloud with the given endpoint overrides. */
export function cloudSettings(region: string, endpoints: CloudSettings['endpoints']): CloudSettings {
  return { region, endpoints }
}
