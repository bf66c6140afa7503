import type { Context, GlobalOptions } from '../commands/command.ts'
import type { Cloud } from '../config/clouds.ts'
import type { Platform } from '../config/platform.ts'
import type { ProviderSet } from '../core/ports.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { withTimeLimit } from '../errors/time-limit.ts'
import type { Leases, Provider } from '../providers/provider.ts'
import { confirmChange } from './io/confirm.ts'
import type { Output } from './io/output.ts'
import type { ProgressView } from './io/progress.ts'
import { makeRedaction } from './io/redaction.ts'
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
  const warn = (text: string) => progress.emit({ kind: 'warning', text })
  const platform = once(async () => {
    const { loadPlatform } = await import('../config/load-platform.ts')
    const loaded = await loadPlatform({
      environment,
      workingFolder,
      ...(global.config !== undefined && { configPath: global.config }),
    })
    for (const { at, message, expected } of loaded.warnings ?? [])
      warn(`${at}: ${message}${expected === undefined ? '' : ` (expected: ${expected})`}`)
    return loaded
  })
  const store = once(async () => {
    const { openStore, storeWarning } = await import('../coordination/open-store.ts')
    const doubt = storeWarning(await platform())
    if (doubt !== undefined) warn(doubt)
    return openStore(await platform(), {
      environment,
      workingFolder,
      leases: leasesOf(environment),
      kubernetes: async (named) => {
        const { makeKubernetesDocuments } = await import('../providers/kubernetes/documents.ts')
        return makeKubernetesDocuments({ environment, ...named })
      },
    })
  })
  const runHost = once(async () => (await import('./this-process.ts')).thisProcess())
  const nameServers = once(async () => (await import('../network/name-servers.ts')).makeNameServers())
  const syncStores = once(async () => {
    const { joinSyncStores } = await import('./sync-stores.ts')
    return joinSyncStores({ platform, environment, workingFolder })
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
        signal: withTimeLimit(signal, timeoutMs),
        deadlineMs: systemClock.now() + timeoutMs,
      }
    },
    platform,
    providers: once(async () => providerSet(await platform(), environment)),
    databases: once(async () => (await import('../postgres/servers.ts')).makeDatabaseServers()),
    nameServers,
    health: once(async () => (await import('../network/health-prober.ts')).makeHealthProber()),
    tools: once(async () => (await import('./tools.ts')).makeTools(environment)),
    notifier: once(async () => (await import('../network/notifier.ts')).makeNotifier()),
    commands: once(async () =>
      (await import('./command-runner.ts')).makeCommandRunner(environment, workingFolder),
    ),
    store,
    planFiles: once(async () => {
      const { loadPlan, savePlan } = await import('../coordination/plan-file.ts')
      return { load: loadPlan, save: savePlan }
    }),
    syncStores,
    terraform: once(async () => {
      const [{ makeTerraform }, { name, file, deploy }] = await Promise.all([
        import('../terraform/terraform.ts'),
        platform(),
      ])
      return makeTerraform({
        platform: name,
        ...(file !== undefined && { file }),
        ...(deploy?.tool !== undefined && { wanted: deploy.tool }),
        lockWaitMs: deploy?.lockWaitMs ?? 0,
        environment,
        workingFolder,
        ownFolder: async () => {
          const { makeOwnFolder } = await import('../coordination/own-folder.ts')
          return makeOwnFolder(environment, 'mcloud-deploy-', await runHost())
        },
        redact: makeRedaction(environment),
      })
    }),
    bundleFiles: once(async () => {
      const { makeBundleFiles } = await import('../coordination/bundle-file.ts')
      return makeBundleFiles(environment, workingFolder)
    }),
    sourceControl: once(async () => {
      const { makeSourceControl } = await import('../terraform/changed-files.ts')
      return makeSourceControl(environment)
    }),
    gateProbes: once(async () => {
      const [{ makeGateProbes }, { traffic }] = await Promise.all([
        import('../network/gate-probes.ts'),
        platform(),
      ])
      const redact = makeRedaction(environment)
      return makeGateProbes({ environment, workingFolder, traffic, nameServers, redact })
    }),
    planJudges: once(async () => {
      const { makeDenials } = await import('../terraform/opa.ts')
      return {
        denials: makeDenials(environment, workingFolder),
        priceFile: async () => {
          const { needPriceFile, priceFileOf } = await import('../config/price-file.ts')
          const path = priceFileOf(await platform())
          return path === undefined ? undefined : needPriceFile(path)
        },
        clock: systemClock,
      }
    }),
    releases: once(async () => {
      const { makeReleases } = await import('../coordination/release-store.ts')
      return makeReleases(await store(), environment, await runHost())
    }),
    billingFiles: once(async () => {
      const { makeBillingFiles } = await import('../billing/focus-files.ts')
      return makeBillingFiles(syncStores)
    }),
    spendCache: once(async () => (await import('../billing/spend-cache.ts')).makeSpendCache(environment)),
    rowFiles: once(async () => (await import('../coordination/row-files.ts')).makeRowFiles()),
    runHost,
    confirm: async (question) => {
      await progress.finish()
      await confirmChange({ question, global, stdin: process.stdin, stderr, signal })
    },
  }
}

/** Where a coordination store in a cloud keeps its documents: by a provider of its own, with its own settings. */
function leasesOf(environment: ProcessLike['env']) {
  return async (cloud: Cloud, platform: Platform): Promise<Leases> => {
    const { makeProvider } = await import('../providers/registry.ts')
    const { can, cannot } = await makeProvider(cloud, { platform, environment })
    if (can.leases !== undefined) return can.leases
    throw new McloudError({
      code: 'UNSUPPORTED',
      message: cannot.leases?.reason ?? `${cloud} has no documents that are written on a condition`,
    })
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
