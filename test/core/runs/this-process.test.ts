import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { expect, it } from 'vitest'
import { thisProcess } from '../../../src/cli/this-process.ts'
import type { RunOwner } from '../../../src/core/runs/run-owner.ts'

it('knows of another process whether it is alive, suspended, gone, or only has the same number', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mcloud-owner-'))
  const module = fileURLToPath(new URL('../../../src/cli/this-process.ts', import.meta.url))
  const entry = join(folder, 'owner.ts')
  await writeFile(
    entry,
    `import { thisProcess } from ${JSON.stringify(module)}
     console.log(JSON.stringify(thisProcess().owner))
     setInterval(() => {}, 1000)`,
  )
  const file = join(folder, 'owner.mjs')
  await build({ input: entry, platform: 'node', logLevel: 'silent', output: { file, format: 'esm' } })
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const owner = JSON.parse(String(line)) as RunOwner
    const me = thisProcess()
    expect(owner.pid).toBe(child.pid)
    expect(me.isGone(owner)).toBe(false)
    expect(me.isGone(me.owner)).toBe(false)
    child.kill('SIGSTOP')
    expect(me.isGone(owner)).toBe(false)
    // Another machine's process is never certain to be gone.
    expect(me.isGone({ ...owner, host: 'elsewhere', pid: 999_999_999 })).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(me.isGone(owner)).toBe(true)
    // The system has given the number to a younger process: ours.
    if (process.platform === 'linux') expect(me.isGone({ ...owner, pid: process.pid })).toBe(true)
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
