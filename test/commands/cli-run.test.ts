import { describe, expect, it } from 'vitest'
import { makeBrush, makePage } from '../../src/cli/io/page.ts'
import { runCommandLine } from '../../src/cli/run.ts'
import type { AnyCommand, Context, Entry } from '../../src/commands/command.ts'
import { defineCommand } from '../../src/commands/command.ts'
import { McloudError } from '../../src/errors/mcloud-error.ts'
import type { FakeProcessInput } from './fake-process.ts'
import { fakeProcess } from './fake-process.ts'

const echo = entry(
  'echo',
  defineCommand({
    options: {
      to: { type: 'cloud', summary: 'Cloud', required: true },
      clouds: { type: 'cloud', summary: 'Clouds', many: true },
      wait: { type: 'duration', summary: 'Wait', default: '10s' },
      count: { type: 'integer', summary: 'Count', min: 1, max: 5 },
      mode: { type: 'choice', summary: 'Mode', choices: ['stop', 'drop'] },
      exitCode: { type: 'flag', summary: 'Exit 3 for changes' },
    },
    arguments: { names: { summary: 'Names', many: true } },
    examples: [],
    run: async (input, context) => ({
      kind: input.options.exitCode ? 'changes' : 'done',
      data: { ...input, global: context.global },
    }),
    human: (result, page) => page.facts([['to', result.data.options.to]]),
  }),
)

/** What the catalogue says of a command. */
function entry(name: string, command: AnyCommand): Entry {
  return { name, summary: 'Work', load: async () => command }
}

/** A command whose work is what the test says. */
function command(run: (context: Context) => Promise<unknown>, extra: Partial<AnyCommand> = {}): Entry {
  return entry('group work', {
    examples: [],
    run: async (_input, context) => ({ kind: 'done', data: await run(context) }),
    human: (result, page) => page.line(String(result.data)),
    ...extra,
  })
}

async function run(words: string, catalogue: readonly Entry[], input: FakeProcessInput = {}) {
  const process = fakeProcess(words.split(' ').filter(Boolean), input)
  const code = await runCommandLine(process, '9.9.9', catalogue)
  return { code, out: process.out(), err: process.err(), process }
}

describe('reading a command line', () => {
  it('gives a command its values with their types, wherever the global options stand', async () => {
    const typed =
      '--json echo a b --to gcp --clouds aws,azure --clouds gcp --count 3 --timeout 1.5s --mode=drop'
    const { code, out } = await run(typed, [echo])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      ok: true,
      result: 'done',
      data: {
        options: { to: 'gcp', clouds: ['aws', 'azure', 'gcp'], wait: 10_000, count: 3, mode: 'drop' },
        arguments: { names: ['a', 'b'] },
        global: { json: true, timeoutMs: 1500, yes: false, dryRun: false },
      },
    })
  })

  it('reports every mistake at once, each with its place and the nearest valid word', async () => {
    const { code, out } = await run('echo --to gpc --count 9 --mdoe drop --timeout 5 --json', [echo])
    expect(code).toBe(2)
    const { error } = JSON.parse(out)
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 })
    expect(error.problems.map(({ at }: { at: string }) => at).sort()).toEqual([
      '--count',
      '--mdoe',
      '--timeout',
      '--to',
    ])
    const text = JSON.stringify(error.problems)
    expect(text).toContain('did you mean gcp?')
    expect(text).toContain('did you mean --mode?')
    expect(text).toContain('a whole number from 1 up to 5')
  })

  it.each([
    ['echo', '--to is missing'],
    ['echo --to', '--to needs a value'],
    ['echo --to aws --to gcp', '--to is given 2 times'],
    ['echo --to aws --json=yes', '--json takes no value'],
    ['group work extra', 'unexpected argument "extra"'],
    ['group', '`mcloud group` is not a command by itself'],
    ['group wrok', 'did you mean work?'],
    ['ecko --to aws', 'did you mean echo?'],
    ['--to aws echo', 'unknown option --to'],
    ['group work --yes', 'unknown option --yes'],
  ])('%s: exit 2 with "%s"', async (words, message) => {
    const { code, err, out } = await run(words, [echo, command(async () => 'x')])
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(out).toBe('')
  })

  it('loads only the commands that the words lead through', async () => {
    const loaded: string[] = []
    const named = ['sync', 'sync status', 'status', 'deploy', 'deploy apply', 'deploy plan'].map((name) => ({
      name,
      summary: 'Work',
      load: () => {
        loaded.push(name)
        return echo.load()
      },
    }))
    const loads = async (words: string) => {
      loaded.length = 0
      await run(words, named)
      return loaded.toSorted()
    }
    expect(await loads('--quiet sync status')).toEqual(['sync', 'sync status'])
    expect(await loads('status sync')).toEqual(['status'])
    expect(await loads('deploy --to apply')).toEqual(['deploy'])
    expect(await loads('deploy --to aws apply')).toEqual(['deploy', 'deploy apply'])
    expect(await loads('depoly apply')).toEqual([])
    expect(await loads('--help')).toEqual([])
    expect(await loads('help deploy apply')).toEqual(['deploy apply'])
    expect(await loads('--version')).toEqual([])
  })

  it('takes --dry-run, --yes and --confirm only where something is changed', async () => {
    const work = command(async ({ global }) => JSON.stringify(global), { risk: 'severe' })
    const { out } = await run('group work --dry-run --confirm=shop', [work])
    expect(JSON.parse(out)).toMatchObject({ dryRun: true, confirm: 'shop', yes: false })
  })
})

describe('the end of a command', () => {
  it('maps the result to the exit code; changes count only with --exit-code', async () => {
    expect((await run('echo --to aws --exit-code', [echo])).code).toBe(3)
    for (const [kind, code] of [
      ['unchanged', 0],
      ['partial', 6],
      ['unknown', 7],
      ['pending', 8],
      ['failed', 1],
      ['changes', 0],
    ] as const) {
      const work = command(async () => 'x', { run: async () => ({ kind, data: 'x' }) })
      expect([kind, (await run('group work', [work])).code]).toEqual([kind, code])
    }
  })

  it('says whether a change changed anything', async () => {
    const work = command(async () => 'x', {
      risk: 'moderate',
      run: async () => ({ kind: 'unchanged', data: {} }),
    })
    expect(JSON.parse((await run('group work --json', [work])).out)).toMatchObject({ changed: false })
    const other = command(async () => ({ x: 1 }), { risk: 'moderate' })
    expect(JSON.parse((await run('group work --json', [other])).out)).toMatchObject({ changed: true })
    expect(JSON.parse((await run('group work --json --dry-run', [other])).out)).toMatchObject({
      changed: false,
    })
  })

  it('prints an error of mcloud on stderr with its next step, and in the envelope with --json', async () => {
    const work = command(async () => {
      throw new McloudError({
        code: 'AUTH_DENIED',
        message: 'No.',
        provider: 'aws',
        requestId: 'r-1',
        hint: 'Ask.',
      })
    })
    const people = await run('group work', [work])
    expect(people).toMatchObject({ code: 4, out: '' })
    expect(people.err).toMatch(/error No\. \[AUTH_DENIED\][\s\S]*cloud aws, request r-1[\s\S]*next {2}Ask\./)
    const program = await run('group work --json', [work])
    expect(program.err).toBe('')
    expect(JSON.parse(program.out)).toMatchObject({
      schemaVersion: 1,
      ok: false,
      error: {
        code: 'AUTH_DENIED',
        message: 'No.',
        provider: 'aws',
        requestId: 'r-1',
        hint: 'Ask.',
        exitCode: 4,
      },
    })
  })

  it('calls anything else a defect, with the stack only for --verbose', async () => {
    const work = command(async () => {
      throw new TypeError('x is not a function')
    })
    const short = await run('group work', [work])
    expect(short.code).toBe(1)
    expect(short.err).toContain('[INTERNAL]')
    expect(short.err).not.toContain(' at ')
    expect((await run('group work --verbose', [work])).err).toMatch(/TypeError: x is not a function\n\s+at /)
  })

  it('names a deadline that nobody handled', async () => {
    const work = command(async (context) => {
      const { signal } = context.call()
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    expect((await run('group work --timeout 20ms', [work])).err).toContain('[DEADLINE]')
  })

  it('stops at the first Ctrl-C, leaves at the second, and says what goes on', async () => {
    const process = fakeProcess(['group', 'work'])
    const work = command(
      async ({ signal }) => {
        process.interrupt()
        expect(signal.aborted).toBe(true)
        process.interrupt()
        signal.throwIfAborted()
      },
      { risk: 'severe' },
    )
    expect(await runCommandLine(process, '1', [work])).toBe(130)
    expect(process.exits).toEqual([130])
    expect(process.err()).toContain('mcloud runs list')
  })
})

it('keeps the warnings of libraries from operators who did not ask for them', async () => {
  for (const [option, heard] of [
    ['--quiet', false],
    ['--verbose', true],
  ] as const) {
    const process = fakeProcess(['group', 'work', option])
    await runCommandLine(process, '1', [command(async () => process.warn('node is old'))])
    expect(process.err().includes('node is old')).toBe(heard)
  }
})

describe('confirmation', () => {
  const ask = (risk: 'moderate' | 'severe') =>
    command(async (context) => context.confirm({ risk, text: 'It moves.', platform: 'shop' }), { risk })

  it.each([
    ['severe', '--confirm=shop', 0],
    ['severe', '--yes', 2],
    ['severe', '--confirm=other', 2],
    ['severe', '', 2],
    ['moderate', '--yes', 0],
    ['moderate', '', 2],
  ] as const)('%s with "%s" in a pipe: exit %i', async (risk, option, code) => {
    expect((await run(`group work ${option}`, [ask(risk)])).code).toBe(code)
  })

  it.each([
    ['severe', 'shop\r', 0],
    ['severe', 'shpo\r', 5],
    ['moderate', 'y', 0],
    ['moderate', '\r', 5],
  ] as const)('%s answered on the terminal with %j: exit %i', async (risk, keys, code) => {
    const process = fakeProcess(['group', 'work'], { tty: true, env: { NO_COLOR: '1' } })
    const done = runCommandLine(process, '1', [ask(risk)])
    const typing = setInterval(() => {
      if (!/platform's name|Go on/.test(process.err())) return
      clearInterval(typing)
      for (const key of keys) (process.stdin as unknown as NodeJS.WritableStream).write(key)
    }, 5)
    expect(await done).toBe(code)
    if (code === 5) expect(process.err()).toContain('Declined: nothing was changed.')
  })
})

describe('what is printed', () => {
  it('hides secrets of the environment and in URLs, except where showing them is the purpose', async () => {
    const env = {
      PG: 'postgres://u:s3cretpass@h/db',
      API_TOKEN: 'tok-12345678',
      TOKEN_FILE: '/etc/long-path',
    }
    const text = 'postgres://u:other@h/x s3cretpass tok-12345678 /etc/long-path'
    const hidden = await run('group work', [command(async () => text)], { env })
    expect(hidden.out).toBe('postgres://u:***@h/x *** *** /etc/long-path\n')
    const shown = await run('group work', [command(async () => text, { reveals: true })], { env })
    expect(shown.out).toBe(`${text}\n`)
  })

  it('aligns a table in a pipe without letting one long cell widen all lines, and folds it on a terminal', async () => {
    const long = 'word '.repeat(30).trim()
    const table = command(async () => 'x', {
      human: (_, page) =>
        page.table(
          ['step', 'result'],
          [
            ['a', 'done'],
            [long, { text: 'failed', tone: 'bad' }],
            ['bbbb', ''],
          ],
        ),
    })
    const plain = (await run('group work', [table])).out.split('\n')
    expect(plain).toEqual(['step  result', 'a     done', `${long}  failed`, 'bbbb', ''])
    const screen = await run('group work', [table], { tty: true, columns: 60, env: { NO_COLOR: '1' } })
    const lines = screen.out.trimEnd().split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60)
    expect(lines.filter((line) => line.includes('failed'))).toHaveLength(1)
  })

  it('colours a stream only where it may', async () => {
    const painted = command(async () => 'x', {
      human: (_, page) => page.facts([['state', { text: 'good', tone: 'good' }]]),
    })
    const startOfColour = '\u001B['
    for (const [input, option, coloured] of [
      [{ tty: true }, '', true],
      [{ tty: false }, '', false],
      [{ tty: true, env: { NO_COLOR: '1' } }, '', false],
      [{ tty: true, env: { TERM: 'dumb' } }, '', false],
      [{ tty: true }, '--no-color', false],
      [{ tty: false, env: { FORCE_COLOR: '1' } }, '', true],
    ] as const) {
      const { out } = await run(`group work ${option}`, [painted], input)
      expect([input, option, out.includes(startOfColour)]).toEqual([input, option, coloured])
    }
  })

  it('reports progress as plain lines on stderr, and not at all with --quiet', async () => {
    const work = command(async ({ progress }) => {
      progress.emit({ kind: 'step-started', id: 'a', text: 'fence', index: 0, total: 2 })
      progress.emit({ kind: 'step-ended', id: 'a', text: 'fence', result: 'done', elapsedMs: 1234 })
      return 'end'
    })
    const { out, err } = await run('group work', [work])
    expect(out).toBe('end\n')
    expect(err).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \[1\/2\] fence\n\S+Z done: fence \(1\.2 s\)\n$/)
    expect((await run('group work --quiet', [work])).err).toBe('')
  })

  it('draws the steps on a terminal and leaves a line for each', async () => {
    const work = command(async ({ progress }) => {
      progress.emit({ kind: 'step-started', id: 'a', text: 'fence', index: 0, total: 1 })
      progress.emit({
        kind: 'step-ended',
        id: 'a',
        text: 'fence',
        result: 'failed',
        elapsedMs: 5,
        message: 'no',
      })
      return 'end'
    })
    const { err } = await run('group work', [work], { tty: true, env: { NO_COLOR: '1' } })
    expect(err).toContain('✖ fence (5 ms): no\n')
  })

  it('refreshes one picture in place and leaves the last one', async () => {
    const work = command(async ({ terminal }) => {
      terminal.refresh((page) => page.line('first'))
      await new Promise((resolve) => setTimeout(resolve, 200))
      terminal.refresh((page) => page.line('second'))
      terminal.endRefresh()
    })
    const { out } = await run('group work', [work], { tty: true, env: { NO_COLOR: '1' } })
    expect(out.indexOf('second')).toBeGreaterThan(out.indexOf('first'))
    expect(out.endsWith('undefined\n')).toBe(false)
  })
})

describe('what is drawn', () => {
  it('shows what a terminal would obey, and keeps a cell on its line', async () => {
    const page = makePage(await makeBrush(fakeProcess([]).stdout, {}, false))
    const name = '\u001b[31mred\u001b]0;title\u0007\u202etxt.exe'
    page.facts([['result', name]])
    page.table(['name'], [[name], [{ text: 'two\nlines', tone: 'bad' }]])
    page.line(`${name}\nnext`)
    const text = await page.text()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(text).toContain('two lines')
    expect(text).toMatch(/\nnext\n$/)
  })
})
