import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, readDocuments } from '../support/documents.ts'

const built = existsSync(path.join(ROOT, 'dist', 'main.js')) || process.env.MCLOUD_REQUIRE_TOOLS === '1'

/** What is to be typed as it stands: one script a page, so that a block may rest on the one before it. */
const scripts = readDocuments()
  .map(({ file, blocks }) => ({
    file,
    script: blocks
      .filter(({ language }) => language === 'sh')
      .map(({ text }) => text)
      .join('\n'),
  }))
  .filter(({ script }) => script !== '')

// `--watch` ends by Ctrl-C; a picture that is not all green (6) is still a command that works; the package is here.
const PRELUDE = `
set -euo pipefail
mcloud() {
  local code=0
  case " $* " in
    *" --watch "*) timeout --preserve-status -s INT 4 node "$MCLOUD_PROGRAM" "$@" </dev/null || code=$? ;;
    *) node "$MCLOUD_PROGRAM" "$@" </dev/null || code=$? ;;
  esac
  [ "$code" -eq 0 ] || [ "$code" -eq 6 ] || { echo "mcloud $* ended with $code" >&2; return "$code"; }
}
npx() { shift 0; [ "$1" = mcloud ] && shift; mcloud "$@"; }
npm() { echo "npm $* is tested by CI as a whole"; }
`

describe.skipIf(!built)('what the pages tell people to type', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'mcloud-docs-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(scripts)(
    '$file',
    async ({ file, script }) => {
      const ownLab = /mcloud lab up/.test(script)
      const needsLab = /mcloud (status|failover|traffic|runs|sync|lab)/.test(script)
      const before = needsLab && !ownLab ? 'mcloud lab up\neval "$(mcloud lab env)"\n' : ''
      const { code, output } = await bash(`${PRELUDE}${before}${script}\n`, file.replaceAll('/', '-'))
      expect([code, output], output).toEqual([0, output])
    },
    240_000,
  )

  /** Runs a script in a folder, with a lab, of its own; the lab is gone afterwards whatever happened. */
  async function bash(script: string, name: string) {
    const home = path.join(folder, name)
    const file = `${home}.sh`
    writeFileSync(file, `mkdir -p '${home}'\ncd '${home}'\n${script}`)
    const environment = {
      ...process.env,
      MCLOUD_PROGRAM: path.join(ROOT, 'bin', 'mcloud.js'),
      XDG_STATE_HOME: path.join(home, 'state'),
      XDG_CONFIG_HOME: path.join(home, 'config'),
      XDG_CACHE_HOME: path.join(home, 'cache'),
    }
    try {
      return await ended(spawn('bash', [file], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }))
    } finally {
      const program = environment.MCLOUD_PROGRAM
      const words = [program, 'lab', 'reset', '--yes', '--quiet']
      await ended(spawn(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }))
    }
  }
})

function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
