import type { Context, GlobalOptions } from '../commands/command.ts'
import type { Cloud } from '../config/clouds.ts'
import type { Platform } from '../config/platform.ts'
import type { ProviderSet } from '../core/ports.ts'
import type { Provider } from '../providers/provider.ts'
import { confirmChange } from './io/confirm.ts'
import type { Output } from './io/output.ts'
import type { ProgressView } from './io/progress.ts'
import type { LiveTerminal } from './io/terminal.ts'
import type { ProcessLike } from './process-like.ts'
import { systemClock } from './system-clock.ts'

const DEFAULT_TIMEOUT_MS = 60_000

export interface ContextInput {
  readonly process: ProcessLike
  readonly global: GlobalOptions
  readonly signal: AbortSignal
  readonly stderr: Output
  readonly progress: ProgressView
  readonly terminal: LiveTerminal
}

/** The composition root: here, and nowhere else, the parts are joined, each on first use. */
export function makeContext({ process, global, signal, stderr, progress, terminal }: ContextInput): Context {
  const environment = process.env
  const workingFolder = process.cwd()
  const platform = once(async () => {
    const { loadPlatform } = await import('../config/load-platform.ts')
    return loadPlatform({
      environment,
      workingFolder,
      ...(global.config !== undefined && { configPath: global.config }),
    })
  })
  return {
    environment,
    workingFolder,
    signal,
    clock: systemClock,
    progress,
    global,
    terminal,
    call: (defaultTimeoutMs = DEFAULT_TIMEOUT_MS) => {
      const timeoutMs = global.timeoutMs ?? defaultTimeoutMs
      return {
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        deadlineMs: systemClock.now() + timeoutMs,
      }
    },
    platform,
    providers: once(async () => providerSet(await platform(), environment)),
    databases: once(async () => (await import('../postgres/servers.ts')).makeDatabaseServers()),
    nameServers: once(async () => (await import('../network/name-servers.ts')).makeNameServers()),
    health: once(async () => (await import('../network/health-prober.ts')).makeHealthProber()),
    tools: once(async () => (await import('./tools.ts')).makeTools(environment)),
    store: once(async () => {
      const { openStore } = await import('../coordination/open-store.ts')
      return openStore(await platform(), { environment, workingFolder })
    }),
    planFiles: once(async () => {
      const { loadPlan, savePlan } = await import('../coordination/plan-file.ts')
      return { load: loadPlan, save: savePlan }
    }),
    rowFiles: once(async () => (await import('../coordination/row-files.ts')).makeRowFiles()),
    runHost: once(async () => (await import('./this-process.ts')).thisProcess()),
    confirm: async (question) => {
      await progress.finish()
      await confirmChange({ question, global, stdin: process.stdin, stderr, signal })
    },
  }
}

function providerSet(platform: Platform, environment: ProcessLike['env']): ProviderSet {
  const made = new Map<Cloud, Promise<Provider>>()
  return {
    get: (cloud) => {
      const known = made.get(cloud)
      if (known !== undefined) return known
      const making = import('../providers/registry.ts').then(({ makeProvider }) =>
        makeProvider(cloud, { platform, environment }),
      )
      made.set(cloud, making)
      return making
    },
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
