import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const program = join(root, 'bin', 'mcloud.js')
const built = existsSync(join(root, 'dist', 'main.js')) || process.env.MCLOUD_REQUIRE_TOOLS === '1'

function mcloud(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' })
}

describe.skipIf(!built)('the built program', () => {
  it('says its version and nothing else', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    for (const words of [['--version'], ['-V'], ['doctor', '--version']]) {
      expect(mcloud(...words)).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' })
    }
  })

  it('ends with exit 2 and no stack trace for a mistake', () => {
    const { status, stdout, stderr } = mcloud('dcotor')
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('did you mean doctor?')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('gives the last byte to a reader that is slow', () => {
    const pipe = '"$1" "$2" completion zsh | (sleep 0.3; cat)'
    const { stdout } = spawnSync('sh', ['-c', pipe, 'sh', process.execPath, program], { encoding: 'utf8' })
    expect(stdout.length).toBe(mcloud('completion', 'zsh').stdout.length)
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('compdef _mcloud mcloud')
  })

  it('ends quietly when the reader has gone', async () => {
    const child = spawn(process.execPath, [program, 'completion', 'fish'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    let complaint = ''
    child.stderr.on('data', (chunk) => {
      complaint += String(chunk)
    })
    const status = await new Promise((resolve) => child.on('close', resolve))
    expect([status, complaint]).toEqual([0, ''])
  })
})
