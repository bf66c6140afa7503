import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { writeJsonFile } from '../json-file.ts'
import { LabError, messageOf } from '../lab-error.ts'
import { labFolder } from '../lab-folder.ts'
import { identify, killDescendants } from '../processes.ts'
import { makeControlHandlers } from './control-handlers.ts'
import type { DaemonAddress } from './control-protocol.ts'
import type { ControlHandlers } from './control-server.ts'
import { startControlServer } from './control-server.ts'
import type { StartMessage, StartRequest } from './start-request.ts'
import type { MakeClouds, World } from './world.ts'
import { startWorld } from './world.ts'

/**
 * Runs the world of one lab in this process until it is told to stop. Until `lab up` has seen it ready, the end of
 * the channel to `lab up` ends it too: a start that is interrupted leaves nothing running.
 */
export async function runDaemon(root: string, load: () => Promise<MakeClouds>): Promise<void> {
  const folder = labFolder(root, {}, '/')
  const tell = (message: StartMessage) => {
    if (process.connected) process.send?.(message)
  }
  const startedMs = Date.now()
  const token = randomBytes(24).toString('base64url')
  let world: World | undefined
  let handlers: ControlHandlers | undefined
  let leaving = false

  const leave = async (code: number) => {
    if (leaving) return
    leaving = true
    await world?.close()
    rmSync(folder.daemon, { force: true })
    process.exit(code)
  }
  /** Nothing of a start that nobody waits for is worth an orderly end; PostgreSQL recovers by itself. */
  const giveUpStart = () => {
    killDescendants()
    process.exit(1)
  }
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => (handlers ? void leave(0) : giveUpStart()))
  }
  // Ctrl-C in the terminal of `lab up` is for `lab up`.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => {
    if (!handlers) giveUpStart()
  })
  // It may have gone while this program was loaded.
  if (!process.connected) giveUpStart()

  try {
    const [request] = (await once(process, 'message')) as [StartRequest]
    const control = await startControlServer(token, () => handlers)
    world = await startWorld(request, await load(), (text) => tell({ kind: 'progress', text }))
    const identity = identify(process.pid)
    if (!identity) throw new LabError('the daemon cannot tell its own start time')
    writeJsonFile(folder.daemon, { ...identity, port: control.port, token } satisfies DaemonAddress)
    handlers = makeControlHandlers(world, startedMs, () => void leave(0))
    tell({ kind: 'ready' })
  } catch (error) {
    process.stderr.write(
      `${new Date().toISOString()} ${error instanceof Error ? error.stack : String(error)}\n`,
    )
    const hint = error instanceof LabError ? error.hint : undefined
    tell({ kind: 'failed', message: messageOf(error), ...(hint === undefined ? {} : { hint }) })
    await leave(1)
  }
}
