import type { DeployPorts } from '../core/deploy/deploy-ports.ts'
import type { ProgressEvent } from '../core/ports.ts'
import type { Context } from './command.ts'

/** The options by which commands name the units that they are about. */
export const UNIT_OPTIONS = {
  environment: { type: 'text', value: 'NAME', summary: 'Environment of `deploy.environments`' },
  cloud: { type: 'cloud', many: true, summary: 'Only units of this cloud' },
  unit: { type: 'text', many: true, value: 'NAME', summary: 'Only this unit' },
  affected: {
    type: 'text',
    value: 'COMMIT',
    summary: 'Only units whose files differ from this commit, and all that need them',
  },
} as const

export const WORK_OPTIONS = {
  parallel: { type: 'integer', min: 1, max: 100, summary: 'Units at work at the same time (default: 4)' },
  events: { type: 'flag', summary: 'Print each event as one JSON object a line on stdout' },
} as const

/** What core calls a selection. */
export function selectionOf(options: {
  readonly environment: string | undefined
  readonly cloud: readonly ('aws' | 'gcp' | 'azure')[]
  readonly unit: readonly string[]
  readonly affected: string | undefined
}) {
  const { environment, cloud, unit, affected } = options
  return { environment, clouds: cloud, units: unit, affected }
}

/** The context, with its events on stdout where that is asked for. */
export function withEvents(context: Context, wanted: boolean): DeployPorts {
  if (!wanted) return context
  const emit = (event: ProgressEvent) => {
    const line = { schemaVersion: 1, at: new Date(context.clock.now()).toISOString(), event }
    void context.terminal.writeData(JSON.stringify(line))
  }
  return new Proxy<DeployPorts>(context, {
    get: (target, key) => (key === 'progress' ? { emit } : Reflect.get(target, key)),
  })
}
