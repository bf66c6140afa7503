import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cloud } from '../../../src/config/clouds.ts'
import { scenarioCommand } from '../../../src/core/scenarios/commands.ts'
import type { ScenarioPorts } from '../../../src/core/scenarios/scenario-ports.ts'
import { planRedirect } from '../../../src/core/traffic/plan-redirect.ts'
import { sharesOf, shiftShares } from '../../../src/core/traffic/shift-shares.ts'
import { wantedRecord } from '../../../src/core/traffic/wanted-record.ts'
import { DnsWorld } from '../../support/dns-world.ts'
import { SHOP } from '../../support/shop-platform.ts'
import { memoryStore } from '../runs/support/memory-store.ts'
import { call, clock, hostOf } from '../runs/support/rig.ts'

const weights = fc.record({
  aws: fc.integer({ min: 0, max: 255 }),
  gcp: fc.integer({ min: 0, max: 255 }),
  azure: fc.integer({ min: 1, max: 255 }),
})
const sum = (shares: Partial<Record<Cloud, number>>) =>
  Object.values(shares).reduce((all, share) => all + share, 0)

describe('shares', () => {
  it('are always a hundred together; the receiver only gains, nobody else ever does', () => {
    fc.assert(
      fc.property(
        weights,
        fc.constantFrom<Cloud | undefined>(undefined, 'aws'),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        (given, from, stepPercent, untilPercent) => {
          const start = sharesOf(given)
          expect(sum(start)).toBe(100)
          const stages = shiftShares(start, { to: 'gcp', from, stepPercent, untilPercent })
          let before = start
          for (const stage of stages) {
            expect(sum(stage)).toBe(100)
            const gain = (stage.gcp ?? 0) - (before.gcp ?? 0)
            expect(gain).toBeGreaterThan(0)
            expect(gain).toBeLessThanOrEqual(stepPercent)
            for (const other of ['aws', 'azure'] as const)
              expect(stage[other] ?? 0).toBeLessThanOrEqual(before[other] ?? 0)
            if (from !== undefined) expect(stage.azure).toBe(start.azure)
            before = stage
          }
          const reachable = from === undefined ? 100 : (start.gcp ?? 0) + (start.aws ?? 0)
          const goal = Math.max(start.gcp ?? 0, Math.min(untilPercent, reachable))
          expect(before.gcp ?? 0).toBe(goal)
        },
      ),
    )
  })
})

/** The demo platform's weighted name at three doubles of DNS providers. */
function bench(settings: object, isWell: () => boolean = () => true) {
  const world = new DnsWorld()
  const { www } = SHOP.traffic.records
  if (www === undefined) throw new Error('The demo platform has no www.')
  for (const dns of Object.values(world.dns)) dns.hold(wantedRecord(SHOP, www, undefined))
  const steps = [{ use: 'shift-traffic', with: { hold: '1ms', ...settings } }]
  const store = memoryStore()
  const seen: string[] = []
  const held = () =>
    Object.values(world.dns).map((dns) => {
      const routing = dns.held('www.shop.test')?.routing
      return routing?.policy === 'weighted'
        ? routing.targets.map(({ cloud, weight }) => `${cloud} ${weight}`).join(', ')
        : routing?.policy
    })
  const ports = {
    clock: { ...clock, sleep: async () => {} },
    progress: { emit: () => {} },
    global: { dryRun: false },
    call: () => call(),
    platform: async () => ({ ...SHOP, scenarios: { drill: { name: 'drill', steps } } }),
    store: async () => store,
    runHost: async () => hostOf(1),
    providers: async () => world.ports.providers,
    nameServers: async () => world.ports.nameServers,
    health: async () => ({ probe: async () => ({ healthy: true, elapsedMs: 1 }) }),
    notifier: async () => ({}),
    commands: async () => ({
      run: async () => {
        seen.push(held()[0] ?? '')
        return { result: 'exited', exitCode: isWell() ? 0 : 1, tail: 'errors: 9 %' }
      },
    }),
    confirm: async () => {},
  } as unknown as ScenarioPorts
  const run = () => scenarioCommand({ scenario: 'drill', plan: undefined }, ports)
  return { world, held, seen, run, ports }
}

const all = (text: string) => [text, text, text]

describe('shift-traffic', () => {
  it('moves the weights in increments at every provider, each held under its gate', async () => {
    const { run, held, seen } = bench({ to: 'gcp', from: 'aws', stepPercent: 15, gate: ['ok'] })
    const { data } = await run()
    expect(data).toMatchObject({ run: { state: 'done' } })
    expect([...new Set(seen)]).toEqual([
      'aws 25, gcp 45, azure 30',
      'aws 10, gcp 60, azure 30',
      'gcp 70, azure 30',
    ])
    expect(held()).toEqual(all('gcp 70, azure 30'))
  })

  it('goes back to where it began when the gate closes', async () => {
    let probes = 0
    const { run, held } = bench({ to: 'gcp', stepPercent: 10, gate: ['errors'] }, () => ++probes < 4)
    await expect(run()).rejects.toMatchObject({
      code: 'RUN_STEP_FAILED',
      message: expect.stringContaining('errors exited with 1: errors: 9 %'),
    })
    expect(held()).toEqual(all('aws 40, gcp 30, azure 30'))
  })

  it('starts from what is held, not from the file, and is refused where providers differ', async () => {
    const { run, world, held } = bench({ to: 'gcp', untilPercent: 65, stepPercent: 50 })
    await run()
    expect(held()[0]).toContain('gcp 65')
    const { data } = await run()
    expect(data).toMatchObject({ run: { state: 'done', steps: [] } })
    const { www } = SHOP.traffic.records
    if (www !== undefined) world.dns.azure.hold(wantedRecord(SHOP, www, undefined))
    await expect(run()).rejects.toMatchObject({ code: 'PREFLIGHT_FAILED' })
  })

  it('refuses metrics that it cannot read, and says what can', async () => {
    await expect(bench({ to: 'gcp', watch: ['error_rate'] }).run()).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: [{ at: 'scenarios.drill.steps[0].with.watch', expected: expect.stringContaining('gate') }],
    })
  })
})

describe('names that follow no database', () => {
  const to = (
    redirect: Parameters<typeof planRedirect>[1],
    policy: 'weighted' | 'latency' | 'geolocation',
  ) => {
    const { www } = SHOP.traffic.records
    if (www === undefined) throw new Error('The demo platform has no www.')
    const places = { EU: 'aws', AS: 'azure', default: 'aws' } as const
    const records = { www: { ...www, policy, places } }
    const { changes } = planRedirect({ ...SHOP, traffic: { ...SHOP.traffic, records } }, redirect)
    expect(changes).toHaveLength(3)
    return changes[0]?.record.routing
  }

  it('lead to one cloud, or inherit the share of another, by their policy', () => {
    expect(to({ to: 'gcp' }, 'weighted')).toMatchObject({ targets: [{ cloud: 'gcp' }] })
    expect(to({ to: 'azure', from: 'aws' }, 'weighted')).toMatchObject({
      targets: [
        { cloud: 'gcp', weight: 30 },
        { cloud: 'azure', weight: 70 },
      ],
    })
    expect(to({ to: 'azure', from: 'aws' }, 'latency')).toMatchObject({
      targets: [{ cloud: 'gcp' }, { cloud: 'azure' }],
    })
    expect(to({ to: 'gcp', from: 'aws' }, 'geolocation')).toMatchObject({
      rules: [{ target: { cloud: 'gcp' } }, { target: { cloud: 'azure' } }],
      fallback: { cloud: 'gcp' },
    })
    expect(to({}, 'weighted')).toMatchObject({ targets: [{ weight: 40 }, { weight: 30 }, { weight: 30 }] })
  })

  it('stay where they have no target in that cloud', () => {
    const { www } = SHOP.traffic.records
    if (www === undefined) throw new Error('The demo platform has no www.')
    const records = { www: { ...www, targets: www.targets.slice(0, 1) } }
    const plan = planRedirect({ ...SHOP, traffic: { ...SHOP.traffic, records } }, { to: 'gcp' })
    expect(plan).toMatchObject({ changes: [], stays: [expect.stringContaining('no target in gcp')] })
  })
})
