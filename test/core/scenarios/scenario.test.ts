import { expect, it } from 'vitest'
import type { Platform } from '../../../src/config/platform.ts'
import { scenarioCommand } from '../../../src/core/scenarios/commands.ts'
import type { ScenarioPorts } from '../../../src/core/scenarios/scenario-ports.ts'
import { readSteps } from '../../../src/core/scenarios/scenario-step.ts'
import { memoryStore } from '../runs/support/memory-store.ts'
import { call, clock, hostOf } from '../runs/support/rig.ts'
import { PLATFORM } from '../status/support/doubles.ts'

const STEPS = [
  { use: 'run-command', with: { command: ['hook', 'hidden-word'] } },
  { use: 'wait-healthy', with: { cloud: 'gcp' } },
  { use: 'verify-capacity', with: { cloud: 'gcp' } },
  { use: 'approve', with: { text: 'Sure?' } },
  { use: 'notify', with: { channel: 'ops' } },
]

/** Doubles of everything outside; `exitCode` is what the program ends with. */
function world(exitCode: number) {
  const asked: string[] = []
  const ran: (readonly string[])[] = []
  const platform: Platform = {
    ...PLATFORM,
    scenarios: { drill: { name: 'drill', steps: STEPS } },
    notifications: { ops: { name: 'ops', kind: 'slack', settings: {} } },
  }
  const store = memoryStore()
  const ports = {
    clock,
    progress: { emit: () => {} },
    global: { dryRun: false },
    call: () => call(),
    platform: async () => platform,
    store: async () => store,
    runHost: async () => hostOf(1),
    providers: async () => ({ get: async () => ({ can: {} }) }),
    nameServers: async () => ({}),
    health: async () => ({ probe: async () => ({ healthy: true, elapsedMs: 1 }) }),
    notifier: async () => ({ send: async () => ({ sent: false, reason: 'it answered 500' }) }),
    commands: async () => ({
      run: async (argv: readonly string[]) => {
        ran.push(argv)
        return { result: 'exited', exitCode, tail: 'last line' }
      },
    }),
    confirm: async ({ platform: word }: { platform: string }) => void asked.push(word),
  } as unknown as ScenarioPorts
  return { ports, asked, ran, platform }
}
const request = { scenario: 'drill', plan: undefined }

it('runs every step, takes an approval bound to the plan, and ends although nobody could be told', async () => {
  const { ports, asked, ran } = world(0)
  const { kind, data } = await scenarioCommand(request, ports)
  if (data.kind !== 'run') throw new Error('It was not run.')
  expect(kind).toBe('partial')
  expect(data.run.state).toBe('done')
  expect(ran).toEqual([['hook', 'hidden-word']])
  expect(asked).toEqual(['shop', data.run.plan.hash.slice(0, 12)])
  expect(JSON.stringify(data.run)).not.toContain('hidden-word')
  expect(data.run.steps[2]?.message).toContain('not checked: quotas')
  expect(data.run.steps[4]?.message).toBe('not told: it answered 500')
})

it('shows the plan and does nothing in a dry run', async () => {
  const { ports, asked, ran } = world(0)
  const dry = { ...ports, global: { dryRun: true } }
  expect((await scenarioCommand(request, dry)).data.kind).toBe('scenario-plan')
  expect([asked, ran]).toEqual([[], []])
})

it('stops at a program that fails', async () => {
  await expect(scenarioCommand(request, world(3).ports)).rejects.toMatchObject({
    code: 'RUN_STEP_FAILED',
    message: expect.stringContaining('hook exited with 3: last line'),
  })
})

it('names every mistake of a scenario at once', () => {
  const steps = [
    { use: 'scale', with: {} },
    { use: 'run-command', with: { command: 'rm -rf /' } },
  ]
  expect(() => readSteps(world(0).platform, { name: 'drill', steps })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', problems: [expect.anything(), expect.anything()] }),
  )
})
