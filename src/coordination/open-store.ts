import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Platform } from '../config/platform.ts'
import type { CoordinationStore } from '../core/runs/coordination-store.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { openFileStore } from './file-store.ts'

export interface StoreInput {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
}

/**
 * The coordination store that the platform file names; where it names none, a folder of this user, which holds
 * for one operator on one machine only.
 * @throws McloudError UNSUPPORTED for a kind that this version does not have
 */
export async function openStore(platform: Platform, input: StoreInput): Promise<CoordinationStore> {
  const named = platform.coordination
  if (named === undefined) return openFileStore(defaultPlace(platform.name, input.environment))
  if (named.kind !== 'file')
    throw new McloudError({
      code: 'UNSUPPORTED',
      message: `This version of mcloud has no coordination store of kind ${named.kind}.`,
      hint: 'Use `kind: file` with `singleOperator: true`, from one machine.',
    })
  const place = isAbsolute(named.place) ? named.place : resolve(input.workingFolder, named.place)
  return openFileStore(named.prefix === undefined ? place : join(place, named.prefix))
}

/** What an operator should know about the store of a platform before relying on it. */
export function storeWarning(platform: Platform): string | undefined {
  if (platform.coordination === undefined)
    return 'The platform file names no coordination store: runs are locked and journalled on this machine only.'
  if (platform.coordination.kind === 'file' && !platform.coordination.singleOperator)
    return 'A coordination store of kind file holds for one machine only: say `singleOperator: true` where that is meant.'
  return undefined
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function defaultPlace(platform: string, environment: StoreInput['environment']): string {
  const state = environment.XDG_STATE_HOME
  const home = environment.HOME ?? homedir()
  const base = state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state')
  return join(base, 'mcloud', encodeURIComponent(platform))
}
