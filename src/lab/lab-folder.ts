import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** Where everything of one lab lies: `state/` is the world's own, `client/` is what an operator holds. */
export interface LabFolder {
  readonly root: string
  readonly state: string
  readonly client: string
  readonly coordination: string
  readonly logs: string
  /** Settings of the world: addresses, passwords, version. */
  readonly settings: string
  /** The running daemon: pid, control port and token. */
  readonly daemon: string
  /** Every process that the lab has started. */
  readonly processes: string
  /** What `lab load --background` is doing. */
  readonly load: string
}

/** The folder given by `--dir`, else `mcloud/lab` in the user's XDG state folder. */
export function labFolder(
  dir: string | undefined,
  environment: Environment,
  workingFolder: string,
): LabFolder {
  const root = dir === undefined ? join(stateHome(environment), 'mcloud', 'lab') : resolve(workingFolder, dir)
  const state = join(root, 'state')
  return {
    root,
    state,
    client: join(root, 'client'),
    coordination: join(root, 'coordination'),
    logs: join(state, 'logs'),
    settings: join(state, 'lab.json'),
    daemon: join(state, 'daemon.json'),
    processes: join(state, 'processes.json'),
    load: join(state, 'load.json'),
  }
}

/** Where `lab install` keeps PostgreSQL: `mcloud/postgres` in the user's XDG data folder. */
export function installFolder(environment: Environment): string {
  const home = environment.XDG_DATA_HOME || join(environment.HOME || homedir(), '.local', 'share')
  return join(home, 'mcloud', 'postgres')
}

function stateHome(environment: Environment): string {
  return environment.XDG_STATE_HOME || join(environment.HOME || homedir(), '.local', 'state')
}
