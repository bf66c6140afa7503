import type { Platform } from '../config/platform.ts'
import type { BillingFiles } from '../core/cost/billing-files.ts'
import type { SpendCache } from '../core/cost/spend-cache.ts'
import type { PromotableServers } from '../core/databases/promotable-server.ts'
import type { BundleFiles, GateProbes, PlanJudges, SourceControl } from '../core/deploy/deploy-ports.ts'
import type { Releases } from '../core/deploy/releases.ts'
import type { Terraform } from '../core/deploy/terraform.ts'
import type { RowFiles } from '../core/failover/rejoin/rejoining.ts'
import type { Notifier } from '../core/notify/notifier.ts'
import type { Clock, HealthProber, NameServers, Progress, ProviderSet, Tools } from '../core/ports.ts'
import type { Result } from '../core/result.ts'
import type { CoordinationStore } from '../core/runs/coordination-store.ts'
import type { PlanFiles } from '../core/runs/plan-files.ts'
import type { RunHost } from '../core/runs/run-owner.ts'
import type { CommandRunner } from '../core/scenarios/command-runner.ts'
import type { SyncStores } from '../core/sync/sync-ports.ts'
import type { Call } from '../providers/provider.ts'

/** What lists of commands show of one. */
export interface Listed {
  /** Words after `mcloud`, e.g. `failover promote`. */
  readonly name: string
  readonly summary: string
  readonly hidden?: boolean
}

/** A command in the catalogue: the rest of it is loaded when its words are typed. */
export interface Entry extends Listed {
  readonly load: () => Promise<AnyCommand>
}

/**
 * A command is data: metadata, options, ONE call into core, and a view; the catalogue gives it its words. Nothing
 * heavy is imported at the top of a command's file, so that its help and completion do not load the work.
 */
export interface Command<
  O extends OptionSpecs = OptionSpecs,
  A extends ArgumentSpecs = ArgumentSpecs,
  R = unknown,
> {
  /** Paragraphs for the help and the reference. */
  readonly description?: string
  /** `moderate` asks unless --yes; `severe` wants the platform's name typed or --confirm=<name>. */
  readonly risk?: 'none' | 'moderate' | 'severe'
  readonly options?: O
  readonly arguments?: A
  /** At least two, each parsed by a test. */
  readonly examples: readonly Example[]
  /** Its data on stdout is meant to carry secrets (`lab env`), so it alone is not redacted there. */
  readonly reveals?: boolean
  /** Checks that need more than one option; returns every mistake at once. */
  readonly mistakes?: (input: Input<O, A>) => readonly string[]
  readonly run: (input: Input<O, A>, context: Context) => Promise<Result<R>>
  /** Text for people; `--json` prints `result.data` in the envelope. Data `undefined`: nothing more to print. */
  readonly human: (result: Result<R>, page: Page) => void | Promise<void>
}

/** A command whose option types are its own business. */
// biome-ignore lint/suspicious/noExplicitAny: the catalogue only lists commands; each keeps its own types
export type AnyCommand = Command<any, any, any>

/** A command as it was loaded, with what the catalogue says of it. */
export type NamedCommand = Listed & AnyCommand

export interface Example {
  readonly command: string
  readonly means: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>
export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec>>

/** Keys are camelCase; the flag is their kebab-case. */
export type OptionSpec = {
  readonly summary: string
  readonly short?: string
  /** Word shown in help, e.g. `CLOUD`. */
  readonly value?: string
} & (
  | { readonly type: 'flag' }
  | {
      readonly type: 'text'
      readonly required?: boolean
      readonly many?: boolean
      readonly default?: string
      /** What a shell offers, among other words that it may be. */
      readonly offers?: 'files' | readonly string[]
    }
  | { readonly type: 'file'; readonly required?: boolean }
  | { readonly type: 'integer'; readonly default?: number; readonly min?: number; readonly max?: number }
  /** `500ms`, `10s`, `5m`, `2h`; parsed to milliseconds. */
  | { readonly type: 'duration'; readonly default?: string }
  | {
      readonly type: 'choice'
      readonly choices: readonly string[]
      readonly required?: boolean
      readonly many?: boolean
      readonly default?: string
    }
  /** A cloud's name. */
  | { readonly type: 'cloud'; readonly required?: boolean; readonly many?: boolean }
)

export interface ArgumentSpec {
  readonly summary: string
  readonly required?: boolean
  readonly many?: boolean
  readonly choices?: readonly string[]
  /** It is the path of a file, which a shell offers. */
  readonly file?: boolean
}

type OptionValue<S extends OptionSpec> = S extends { type: 'flag' }
  ? boolean
  : S extends { many: true }
    ? readonly Scalar<S>[]
    : S extends { required: true } | { default: string | number }
      ? Scalar<S>
      : Scalar<S> | undefined

type Scalar<S extends OptionSpec> = S extends { type: 'integer' | 'duration' }
  ? number
  : S extends { type: 'cloud' }
    ? 'aws' | 'gcp' | 'azure'
    : string

export interface Input<O extends OptionSpecs, A extends ArgumentSpecs> {
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> }
  readonly arguments: {
    readonly [K in keyof A]: A[K] extends { many: true }
      ? readonly string[]
      : A[K] extends { required: true }
        ? string
        : string | undefined
  }
}

/** Everything a command may touch, made by the composition root on first use. */
export interface Context {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly progress: Progress
  /** The global options as given. */
  readonly global: GlobalOptions
  readonly terminal: Terminal
  /** A call bounded by --timeout (or the given default) and by Ctrl-C. */
  call(defaultTimeoutMs?: number): Call
  /** @throws McloudError CONFIG_NOT_FOUND, CONFIG_INVALID with every mistake */
  platform(): Promise<Platform>
  providers(): Promise<ProviderSet>
  databases(): Promise<PromotableServers>
  nameServers(): Promise<NameServers>
  health(): Promise<HealthProber>
  tools(): Promise<Tools>
  notifier(): Promise<Notifier>
  /** Programs of the operator. */
  commands(): Promise<CommandRunner>
  /** The coordination store of the platform. */
  store(): Promise<CoordinationStore>
  planFiles(): Promise<PlanFiles>
  /** Object stores of all clouds and folders; a platform file is used where there is one. */
  syncStores(): Promise<SyncStores>
  /** Terraform or OpenTofu, as the platform file wants it. */
  terraform(): Promise<Terraform>
  bundleFiles(): Promise<BundleFiles>
  sourceControl(): Promise<SourceControl>
  gateProbes(): Promise<GateProbes>
  planJudges(): Promise<PlanJudges>
  /** Configurations with which units were last well. */
  releases(): Promise<Releases>
  billingFiles(): Promise<BillingFiles>
  /** Answers of paid requests, kept on this machine. */
  spendCache(): Promise<SpendCache>
  /** Files for rows that people have to look through. */
  rowFiles(): Promise<RowFiles>
  /** The process as the run lock names it, and whether others are still there. */
  runHost(): Promise<RunHost>
  /**
   * Asks for a go-ahead as the command's risk demands: --yes and --confirm are honoured, a terminal is asked.
   * @throws McloudError DECLINED, CONFIRMATION_REQUIRED
   */
  confirm(question: Confirmation): Promise<void>
}

export interface GlobalOptions {
  readonly config?: string
  readonly json: boolean
  readonly color: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly timeoutMs?: number
  readonly yes: boolean
  readonly confirm?: string
  readonly dryRun: boolean
}

export interface Confirmation {
  readonly risk: 'moderate' | 'severe'
  /** What will happen, printed on stderr before the question. */
  readonly text: string
  /** The name that a severe confirmation must repeat. */
  readonly platform: string
  /** What that name names, where it is not the platform. */
  readonly named?: string
}

/** For the few commands that go on printing: `status --watch`, `lab load`. */
export interface Terminal {
  readonly stdoutIsTty: boolean
  readonly columns: number
  readonly rows: number
  /** One line of data on stdout; with --json it is one object a line. */
  writeData(line: string): Promise<void>
  /** Replaces what the last call showed (terminal only). */
  refresh(page: (page: Page) => void): void
  /** Leaves the last refreshed picture on the screen and stops refreshing. */
  endRefresh(): void
  onResize(listener: () => void): () => void
}

/** What a view writes on; the human renderer decides on colour, width and borders. */
export interface Page {
  readonly columns: number
  /** True where colour and symbols are shown; a plain pipe gets neither. */
  readonly rich: boolean
  line(text?: string): void
  heading(text: string): void
  table(columns: readonly string[], rows: readonly (readonly Cell[])[]): void
  /** `key: value` lines, aligned on a terminal. */
  facts(facts: readonly (readonly [string, Cell])[]): void
}

export type Cell = string | { readonly text: string; readonly tone: Tone }
export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong' | 'changed'

/** Keeps the option and result types of one command together. */
export function defineCommand<const O extends OptionSpecs, const A extends ArgumentSpecs, R>(
  command: Command<O, A, R>,
): Command<O, A, R> {
  return command
}
