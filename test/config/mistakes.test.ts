import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readText } from './read-text.ts'

/** The mistakes of a text as an operator sees them: place, message, expectation. */
async function mistakesOf(text: string, format: 'yaml' | 'json' = 'yaml', environment = {}) {
  try {
    await readText(text, { format, environment })
    return []
  } catch (error) {
    const { code, problems } = error as {
      code: string
      problems: { at: string; message: string; expected?: string }[]
    }
    return [
      code,
      ...problems.map(({ at, message, expected }) => `${at} ${message}${expected ? ` | ${expected}` : ''}`),
    ]
  }
}

const HEAD =
  'platform: shop\nstrategy: hybrid\nclouds:\n  aws: { region: us-east-1 }\n  gcp: { region: r, project: p }\n'

describe('the syntax', () => {
  it.each([
    [
      'an empty file',
      '',
      ['CONFIG_INVALID', 'mcloud.yaml:1:1 the file is empty | a platform; `mcloud init` writes a first one'],
    ],
    [
      'only comments',
      '# nothing\n',
      ['CONFIG_INVALID', 'mcloud.yaml:1:1 the file is empty | a platform; `mcloud init` writes a first one'],
    ],
    [
      'a list',
      '- aws\n',
      ['CONFIG_INVALID', 'mcloud.yaml:1:1 the file is not a mapping | keys such as `platform:`'],
    ],
    [
      'a bare word',
      'shop\n',
      ['CONFIG_INVALID', 'mcloud.yaml:1:1 the file is not a mapping | keys such as `platform:`'],
    ],
    ['a tab', 'clouds:\n\taws: {}\n', ['CONFIG_INVALID', 'mcloud.yaml:2:1 a tab cannot indent: use spaces']],
    ['binary content', 'a\0b', ['CONFIG_INVALID', 'mcloud.yaml:1:1 the file is not UTF-8 text']],
    [
      'two documents',
      `${HEAD}---\nplatform: other\n`,
      ['CONFIG_INVALID', 'mcloud.yaml:6:1 the file holds more than one document (---)'],
    ],
    [
      'an alias to itself',
      `${HEAD}storage: &a\n  b: *a\n`,
      ['CONFIG_INVALID', 'mcloud.yaml:1:1 an alias (*) contains itself, or the file is nested too deeply'],
    ],
    [
      'a huge file',
      `# ${'x'.repeat(1_100_000)}`,
      ['CONFIG_INVALID', 'mcloud.yaml:1:1 the file is larger than 1 MiB'],
    ],
  ])('refuses %s', async (_what, text, expected) => {
    expect(await mistakesOf(text)).toEqual(expected)
  })

  it('refuses nesting without end and aliases that multiply', async () => {
    expect(await mistakesOf(`a: ${'['.repeat(20_000)}`)).toEqual([
      'CONFIG_INVALID',
      expect.stringContaining('the file is nested too deeply'),
      expect.stringContaining('the file is nested too deeply'),
    ])
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    expect(await mistakesOf(lines.join('\n'))).toEqual([
      'CONFIG_INVALID',
      expect.stringContaining('the aliases (*) cannot be followed'),
    ])
  })

  it('goes on after keys that stand twice', async () => {
    expect(await mistakesOf(`${HEAD}strategy: hybrd\n`)).toEqual([
      'CONFIG_INVALID',
      'mcloud.yaml:6:1 the same key stands twice in one mapping',
      'mcloud.yaml:6:11 `hybrd` is not known here | one of active-active, active-passive, hybrid; did you mean `hybrid`?',
    ])
  })

  it('gives lines and columns of JSON too', async () => {
    const text =
      '{\n  "platform": "shop",\n  "strategy": "hybrid",\n  "clouds": { "awss": { "region": "r" } }\n}'
    expect(await mistakesOf(text, 'json')).toEqual([
      'CONFIG_INVALID',
      'mcloud.yaml:4:15 unknown key `awss` | did you mean `aws`?',
    ])
    expect(await mistakesOf('{"platform": shop}', 'json')).toEqual([
      'CONFIG_INVALID',
      expect.stringMatching(/^mcloud\.yaml:1:14 syntax: /),
    ])
  })

  it('takes a byte order mark, merged mappings and anchors', async () => {
    const text = `\uFEFF${HEAD}workloads:\n  a: &a { kind: service }\n  b: { <<: *a }\n`
    expect(await mistakesOf(text)).toEqual([])
  })
})

describe('the shape and the meaning', () => {
  it('lists every mistake of a file at once, in its order', async () => {
    const { readFile } = await import('node:fs/promises')
    const text = await readFile(join(import.meta.dirname, 'fixtures/wrong.yaml'), 'utf8')
    await expect((await mistakesOf(text)).join('\n')).toMatchFileSnapshot('fixtures/wrong.txt')
  })

  it.each([
    ['two primaries', 'primary: [aws, gcp]'],
    ['a mode', 'primary: aws\n    mode: multi-master'],
    ['a flag', 'primary: aws\n    multiWriter: true'],
  ])('refuses two writers asked for by %s, with the reason', async (_what, lines) => {
    const text = `${HEAD}databases:\n  orders:\n    members: { aws: { instance: a }, gcp: { instance: b } }\n    writers: [app]\n    ${lines}\n`
    const [code, ...problems] = await mistakesOf(text)
    expect(code).toBe('MULTI_WRITER_REFUSED')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('native logical replication resolves no conflicts')
  })

  it('refuses a file store outside a lab, unless one machine alone operates the platform', async () => {
    const store = (more: string) => `${HEAD}coordination: { kind: file, place: /var/lib/mcloud${more} }\n`
    expect(await mistakesOf(store(''))).toEqual([
      'CONFIG_INVALID',
      expect.stringContaining('mcloud.yaml:6:15 a file store locks on one machine only'),
    ])
    expect(await mistakesOf(store(', singleOperator: true'))).toEqual([])
  })

  it('never repeats the password of a connection string', async () => {
    const text = `${HEAD}databases:\n  a:\n    primary: aws\n    members: { aws: { instance: x, url: "mysql://u:hunter2@h/d" } }\n    writers: [app]\n`
    const found = (await mistakesOf(text)).join('\n')
    expect(found).toContain('the connection string is not valid here')
    expect(found).not.toContain('hunter2')
  })
})

describe('environment variables', () => {
  const withTarget = `${HEAD}traffic:\n  zone: \${ZONE}\n  providers: { aws: {} }\n  records:\n    app: { policy: simple, targets: [{ cloud: aws, value: "\${IP}" }] }\n`

  it('are asked for at once where the file cannot be understood without them', async () => {
    expect(await mistakesOf(withTarget)).toEqual([
      'CONFIG_INVALID',
      'mcloud.yaml:7:9 the environment variable ZONE is not set | a value that is known whenever the file is read',
    ])
  })

  it('are checked once they are replaced', async () => {
    const environment = { ZONE: 'shop.test', IP: 'not an address' }
    expect(await mistakesOf(withTarget, 'yaml', environment)).toEqual([
      'CONFIG_INVALID',
      expect.stringContaining('`not an address` is no IPv4 address'),
    ])
  })

  it('stop only what needs them elsewhere', async () => {
    const { platform } = await readText(withTarget, { environment: { ZONE: 'shop.test' } })
    expect(platform.traffic?.zone).toBe('shop.test')
    expect(() => platform.traffic?.records.app?.targets[0]?.value).toThrow(
      'traffic.records.app.targets[0].value needs the environment variable IP, which is not set.',
    )
  })
})

describe('the deploy section', () => {
  it('names circles, unknown units, waves and environments at their lines', async () => {
    const found = await mistakesOf(
      [
        'platform: shop',
        'strategy: hybrid',
        'clouds: { aws: { region: us-east-1 } }',
        'deploy:',
        '  waves: [first, second]',
        '  environments: { dev: {} }',
        '  units:',
        '    one: { folder: a, inputs: { x: three.id } }',
        '    two: { folder: a, needs: [one], wave: second }',
        '    three: { folder: a, needs: [two, fourr] }',
        '    four: { folder: a, cloud: gcp, wave: third, environments: { prod: {} } }',
        '    five: { folder: a, inputs: { x: one }, health: [{ every: 1s }] }',
      ].join('\n'),
    )
    expect(found).toEqual(
      expect.arrayContaining(['CONFIG_INVALID', expect.stringMatching(/^mcloud.yaml:12:.*UNIT.OUTPUT/)]),
    )
    const meant = await mistakesOf(
      [
        'platform: shop',
        'strategy: hybrid',
        'clouds: { aws: { region: us-east-1 } }',
        'deploy:',
        '  waves: [first, second]',
        '  environments: { dev: {} }',
        '  units:',
        '    one: { folder: a, inputs: { x: three.id } }',
        '    two: { folder: a, needs: [one], wave: second }',
        '    three: { folder: a, needs: [two, fourr] }',
        '    four: { folder: a, cloud: gcp, wave: third, environments: { prod: {} } }',
        '    five: { folder: a, health: [{ every: 1s }] }',
      ].join('\n'),
    )
    expect(meant.map((line) => line.replace(/^mcloud\.yaml:(\d+):\d+ /, '$1 ').split(' | ')[0])).toEqual([
      'CONFIG_INVALID',
      '9 the units need each other in a circle: one -> three -> two -> one',
      '10 two belongs to the wave second, which comes later',
      '10 there is no unit `fourr`',
      '11 gcp is not among the clouds of the platform',
      '11 there is no wave `third`',
      '11 there is no environment `prod`',
      '12 the check names nothing to probe',
    ])
  })
})

describe('the storage section', () => {
  it('refuses an engine that cannot do what a pair says, each with its place', async () => {
    const found = await mistakesOf(
      `${HEAD}${[
        'storage:',
        '  both:',
        '    buckets: { aws: a, gcp: b }',
        '    direction: two-way',
        '    engine: rclone',
        '  slow:',
        '    buckets: { aws: a, gcp: b }',
        '    source: aws',
        '    bandwidth: 20MiB',
        '    classes: { bulk: { prefix: bulk, engine: managed }, rest: { prefix: rest, engine: builtin } }',
      ].join('\n')}\n`,
    )
    expect(found).toEqual([
      'CONFIG_INVALID',
      'mcloud.yaml:10:13 rclone copies in one direction, and this pair is two-way | engine: builtin, or direction: one-way',
      expect.stringMatching(
        /^mcloud\.yaml:15:\d+ a transfer service of a cloud cannot be held to a bandwidth/,
      ),
    ])
    const [, unknown] = await mistakesOf(`${HEAD}storage: { a: { buckets: { aws: a }, engine: fastest } }\n`)
    expect(unknown).toMatch(/fastest.*builtin.*rclone.*managed/)
  })
})
