import { createHash } from 'node:crypto'
import { mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlanJson } from '../core/deploy/plan-json.ts'
import type {
  ApplyEvent,
  Outputs,
  PlannedFile,
  Terraform,
  TerraformTool,
  Workspace,
} from '../core/deploy/terraform.ts'
import type { Call } from '../providers/provider.ts'
import { failureOf, readLine, type StreamLine } from './diagnostics.ts'
import { findProduct, findTool } from './find-tool.ts'
import { makeInitLock } from './init-lock.ts'
import { readRoot } from './read-root.ts'
import { backendSettings } from './state-settings.ts'
import { type Environment, type Finished, runStreaming, runToEnd } from './terraform-process.ts'
import { makeWorkFolders } from './work-folders.ts'

export interface TerraformInput {
  readonly platform: string
  /** The platform file: two of one name keep their data folders apart. */
  readonly file?: string
  readonly wanted?: string
  /** How long a state that somebody else has locked is waited for, in milliseconds. */
  readonly lockWaitMs: number
  readonly environment: Environment
  readonly workingFolder: string
  /** Makes a folder of this process that only this user can enter. */
  readonly ownFolder: () => Promise<string>
  /** Takes secrets out of what the program says. */
  readonly redact: (text: string) => string
}

type Doing = 'init' | 'plan' | 'apply' | 'show' | 'output'

const INIT_NEEDED =
  /Module not installed|Required plugins are not installed|Backend initialization required|Inconsistent dependency lock file|Missing required provider|Could not load plugin|reason: (?:Initial|Changed|Unsetting)/i

/** Terraform or OpenTofu over the real program; its folders are made on first use. */
export function makeTerraform(input: TerraformInput): Terraform {
  const lockWait = `-lock-timeout=${Math.ceil(input.lockWaitMs / 1_000)}s`
  const folders = makeWorkFolders(input.platform, input.file, input.environment, input.ownFolder)
  const initLock = makeInitLock(input.environment)
  const { environment, workingFolder, wanted } = input
  const request = { environment, workingFolder, ...(wanted === undefined ? {} : { wanted }) }
  let found: Promise<TerraformTool> | undefined
  let product: Promise<TerraformTool['product']> | undefined

  const tool = (call: Call): Promise<TerraformTool> => {
    found ??= findTool({ ...request, signal: call.signal })
    return found
  }

  const environmentOf = async (unit: Workspace): Promise<Environment> => {
    const given = Object.fromEntries(
      Object.entries(input.environment).filter(([name]) => !/^TF_(CLI_ARGS|VAR|LOG|WORKSPACE)/.test(name)),
    )
    return {
      ...given,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      NO_COLOR: '1',
      TF_DATA_DIR: await folders.dataOf(unit.unit, unit.environment),
      ...(unit.workspace === undefined ? {} : { TF_WORKSPACE: unit.workspace }),
    }
  }

  /** Runs a command whose output is a stream of JSON lines. */
  async function stream(
    unit: Workspace,
    doing: Doing,
    args: readonly string[],
    call: Call,
    onLine: (line: StreamLine) => void = () => {},
  ): Promise<readonly StreamLine[]> {
    const { path, product } = await tool(call)
    const logFile = await folders.privateFile(`${unit.unit}-${doing}.log`)
    const lines: StreamLine[] = []
    const ran = await runStreaming(path, args, {
      folder: unit.folder,
      environment: await environmentOf(unit),
      signal: call.signal,
      logFile,
      onLine: (text) => {
        const line = readLine(text)
        if (line === undefined) return
        lines.push(line)
        onLine(line)
      },
    })
    await unlink(logFile).catch(() => {})
    if (ran.exitCode === 0) return lines
    throw await failed(unit, doing, product, lines, ran)
  }

  async function failed(
    unit: Workspace,
    doing: Doing,
    product: TerraformTool['product'],
    lines: readonly StreamLine[],
    { interrupted, killedBy }: Finished,
  ) {
    return failureOf({
      unit: unit.unit,
      doing,
      product,
      lines,
      interrupted,
      ...(killedBy !== undefined && { killedBy }),
      byHand: byHand(product, unit, await folders.dataOf(unit.unit, unit.environment)),
      redact: input.redact,
    })
  }

  /** Runs a command whose output is one JSON value that may hold secrets. */
  async function read(unit: Workspace, doing: Doing, args: readonly string[], call: Call): Promise<unknown> {
    const { path, product } = await tool(call)
    const ran = await runToEnd(path, args, {
      folder: unit.folder,
      environment: await environmentOf(unit),
      signal: call.signal,
    })
    if (ran.exitCode === 0) return JSON.parse(ran.output)
    const lines = ran.output.split('\n').map((text) => ({ type: 'text', '@message': text }))
    throw await failed(unit, doing, product, lines, ran)
  }

  async function privateJson(unit: Workspace, name: string, value: unknown): Promise<string> {
    const file = await folders.privateFile(`${unit.unit}-${name}.tfvars.json`)
    await writeFile(file, JSON.stringify(value), { mode: 0o600 })
    return file
  }

  async function init(unit: Workspace, call: Call): Promise<void> {
    const { version, product } = await tool(call)
    const settings =
      unit.state === undefined ? {} : backendSettings(unit.state.place, unit.state.key, environment)
    const stamp = createHash('sha256')
      .update(JSON.stringify([product, version, unit.rootHash, unit.folder, settings]))
      .digest('hex')
    const stampFile = join(await folders.dataOf(unit.unit, unit.environment), 'mcloud-init')
    if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return
    const args = ['init', '-json', '-input=false', '-reconfigure']
    const configured = Object.entries(settings).map(
      ([key, value]) => `-backend-config=${key}=${wordOf(value)}`,
    )
    if (unit.state?.place.kind === 'local') await mkdir(dirname(String(settings.path)), { recursive: true })
    await initLock.hold(unit.folder, () => stream(unit, 'init', [...args, ...configured], call))
    await writeFile(stampFile, stamp, { mode: 0o600 })
  }

  /** Once more after `init` where the data folder turns out to be incomplete. */
  async function initialised<T>(unit: Workspace, call: Call, work: () => Promise<T>): Promise<T> {
    await init(unit, call)
    try {
      return await work()
    } catch (error) {
      if (!INIT_NEEDED.test(textOf(error))) throw error
      await unlink(join(await folders.dataOf(unit.unit, unit.environment), 'mcloud-init')).catch(() => {})
      await init(unit, call)
      return await work()
    }
  }

  const show = async (unit: Workspace, file: string, call: Call): Promise<PlannedFile> => {
    const [json, bytes] = await Promise.all([
      read(unit, 'show', ['show', '-json', file], call),
      readFile(file),
    ])
    return { file, hash: createHash('sha256').update(bytes).digest('hex'), json: json as PlanJson }
  }

  const outputs = async (unit: Workspace, call: Call): Promise<Outputs> => {
    const values = await initialised(unit, call, () => read(unit, 'output', ['output', '-json'], call))
    return values as Outputs
  }

  return {
    tool,
    readRoot: async (folder) => {
      product ??= findProduct(request)
      return readRoot(folder, await product)
    },
    init,
    outputs,
    plan: (unit, request, call) =>
      initialised(unit, call, async () => {
        const file = await folders.privateFile(`${unit.unit}.plan`)
        // Made first with its mode: terraform keeps the mode of a file that is there.
        await writeFile(file, '', { mode: 0o600 })
        const variables = await privateJson(unit, 'plan', unit.variables)
        const args = ['plan', '-json', '-input=false', lockWait, `-out=${file}`]
        const kind = request.destroy ? ['-destroy'] : request.refreshOnly ? ['-refresh-only'] : []
        try {
          await stream(unit, 'plan', [...args, ...kind, `-var-file=${variables}`], call)
        } finally {
          await unlink(variables).catch(() => {})
        }
        return await show(unit, file, call)
      }),
    apply: async (unit, plan, onEvent, call) => {
      const args = ['apply', '-json', '-input=false', '-auto-approve', lockWait]
      const again = Object.fromEntries(unit.ephemeral.map((name) => [name, unit.variables[name]]))
      const file = unit.ephemeral.length === 0 ? undefined : await privateJson(unit, 'apply', again)
      const varFile = file === undefined ? [] : [`-var-file=${file}`]
      try {
        const lines = await stream(unit, 'apply', [...args, ...varFile, plan.file], call, (line) => {
          const event = eventOf(line)
          if (event !== undefined) onEvent(event)
        })
        return await outputsAfter(unit, lines, call)
      } finally {
        if (file !== undefined) await unlink(file).catch(() => {})
      }
    },
    hasResources: (unit, call) =>
      initialised(unit, call, async () => {
        const state = (await read(unit, 'show', ['show', '-json'], call)) as { values?: unknown }
        return state.values !== undefined
      }),
    readPlan: (plan) => readFile(plan.file),
    writePlan: async (unit, bytes, call) => {
      const file = await folders.privateFile(`${unit.unit}.plan`)
      await writeFile(file, bytes, { mode: 0o600 })
      return await initialised(unit, call, () => show(unit, file, call))
    },
    close: () => folders.remove(),
  }

  /** The stream has all outputs but those that are sensitive. */
  async function outputsAfter(unit: Workspace, lines: readonly StreamLine[], call: Call): Promise<Outputs> {
    const said = lines.findLast((line) => line.type === 'outputs')?.outputs ?? {}
    const hidden = Object.values(said).some(({ sensitive }) => sensitive)
    if (hidden) return (await read(unit, 'output', ['output', '-json'], call)) as Outputs
    return Object.fromEntries(
      Object.entries(said).map(([name, { sensitive, value }]) => [name, { sensitive, value }]),
    )
  }
}

const EVENTS: Readonly<Record<string, ApplyEvent['kind']>> = {
  apply_start: 'started',
  apply_complete: 'done',
  apply_errored: 'failed',
}

function eventOf({ type, hook }: StreamLine): ApplyEvent | undefined {
  const kind = EVENTS[type ?? '']
  if (kind === undefined) return undefined
  return { kind, address: hook?.resource?.addr ?? '', action: hook?.action ?? '' }
}

/** How an operator runs the program on the same state; what follows is its subcommand. */
function byHand(product: TerraformTool['product'], { folder, workspace }: Workspace, data: string): string {
  const chosen = workspace === undefined ? '' : `TF_WORKSPACE=${shellWord(workspace)} `
  return `TF_DATA_DIR=${shellWord(data)} ${chosen}${product} -chdir=${shellWord(folder)}`
}

function shellWord(text: string): string {
  return /^[\w/.:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function textOf(error: unknown): string {
  const { message, problems } = error as { message?: string; problems?: readonly { message: string }[] }
  return [message, ...(problems ?? []).map((problem) => problem.message)].join('\n')
}
