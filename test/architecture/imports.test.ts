import { describe, expect, it } from 'vitest'
import type { Import, SourceFile } from './source-files.ts'
import { readSources } from './source-files.ts'

const sources = readSources('src')
const LONGEST_FILE = 400

/** What a part of src may import of the others: `types` by `import type` only, `lazy` by `await import` only. */
interface Rule {
  readonly values?: readonly string[]
  readonly types?: readonly string[]
  readonly lazy?: readonly string[]
}

const LEAVES = ['src/config/', 'src/errors/', 'src/routing/']
const ADAPTER: Rule = { values: LEAVES, types: ['src/core/', 'src/providers/provider.ts'] }

/** The first rule whose folder a file is in holds. */
const RULES: Readonly<Record<string, Rule>> = {
  'src/errors/': {},
  'src/config/': { values: ['src/errors/'] },
  'src/routing/': { values: ['src/config/'], types: ['src/providers/provider.ts'] },
  'src/core/': { values: LEAVES, types: ['src/providers/provider.ts'] },
  'src/commands/lab': {
    values: ['src/commands/', ...LEAVES],
    types: ['src/core/', 'src/lab/'],
    lazy: ['src/lab/', 'src/core/'],
  },
  'src/commands/': {
    values: ['src/core/', ...LEAVES],
    types: ['src/providers/provider.ts'],
    lazy: ['src/core/', 'src/config/'],
  },
  'src/providers/': ADAPTER,
  'src/postgres/': ADAPTER,
  // What a bill's row means is decided once, by core.
  'src/billing/': { ...ADAPTER, values: ['src/core/cost/', ...LEAVES] },
  // A plan file is sealed and checked by core before and after it is stored.
  'src/coordination/': { ...ADAPTER, values: ['src/core/runs/', ...LEAVES] },
  'src/network/': ADAPTER,
  // What orders keys and sorts failures is written once, in core and for the providers.
  'src/storage/': {
    values: ['src/core/sync/', 'src/core/runs/run-owner.ts', 'src/providers/calls/', ...LEAVES],
    types: ['src/core/', 'src/providers/provider.ts'],
  },
  'src/terraform/': ADAPTER,
  'src/lab/': {},
  'src/cli/': {
    values: ['src/commands/', 'package.json', ...LEAVES],
    types: ['src/core/', 'src/providers/provider.ts'],
    lazy: [
      'src/providers/',
      'src/postgres/',
      'src/billing/',
      'src/coordination/',
      'src/network/',
      'src/storage/',
      'src/terraform/',
      'src/config/',
    ],
  },
}

/** A cloud's SDK belongs to that cloud's folder. */
const SDKS: readonly (readonly [package_: RegExp, folder: string])[] = [
  [/^(@aws-sdk|@smithy|@aws-crypto)\//, 'src/providers/aws/'],
  [/^(@google-cloud\/|google-auth-library$|google-gax$|gaxios$)/, 'src/providers/gcp/'],
  [/^@azure(-rest)?\//, 'src/providers/azure/'],
  [/^pg($|-)/, 'src/postgres/'],
  [/^@duckdb\//, 'src/billing/'],
  [/^(commander|ora|chalk|log-update|@clack\/prompts)($|\/)/, 'src/cli/'],
  [/^(cosmiconfig|zod)$/, 'src/config/'],
]

/** Builtins that reach outside the process; core decides and leaves the doing to its ports. */
const OUTSIDE =
  /^node:(fs|fs\/promises|child_process|net|tls|http|https|http2|dns|dns\/promises|dgram|process|readline|os)$/

function breaches(check: (file: SourceFile, imported: Import) => boolean): readonly string[] {
  return sources.flatMap((file) =>
    file.imports
      .filter((imported) => check(file, imported))
      .map(({ target, kind }) => `${file.path} -> ${target} (${kind})`),
  )
}

function partOf(path: string): string {
  return Object.keys(RULES).find((folder) => path.startsWith(folder)) ?? ''
}

describe('imports', () => {
  it('stand in every part that there is a rule for', () => {
    expect(sources.filter(({ path }) => partOf(path) === '').map(({ path }) => path)).toEqual([])
    for (const folder of Object.keys(RULES).filter((name) => name.endsWith('/'))) {
      expect([folder, sources.some(({ path }) => path.startsWith(folder))]).toEqual([folder, true])
    }
  })

  it('run one way between the parts', () => {
    const wrong = breaches((file, { target, kind }) => {
      const rule = RULES[partOf(file.path)] ?? {}
      const part = partOf(file.path).replace(/lab$/, '')
      if (!/^(src\/|package\.json|test\/|scripts\/)/.test(target)) return false
      const own = target.startsWith(part) || (part === 'src/commands/' && target.startsWith('src/commands/'))
      const allowed = [
        ...(rule.values ?? []),
        ...(kind === 'type' ? (rule.types ?? []) : []),
        ...(kind === 'lazy' ? (rule.lazy ?? []) : []),
      ]
      return !own && !allowed.some((prefix) => target.startsWith(prefix))
    })
    expect(wrong).toEqual([])
  })

  it('keep each cloud, the terminal and the platform file to their own libraries', () => {
    const wrong = breaches(
      (file, { target }) =>
        !file.path.startsWith('src/lab/') &&
        SDKS.some(([library, folder]) => library.test(target) && !file.path.startsWith(folder)),
    )
    expect(wrong).toEqual([])
  })

  it('keep one cloud from another, and the SDKs from the lab', () => {
    const clouds = ['aws', 'gcp', 'azure'].map((cloud) => `src/providers/${cloud}/`)
    const wrong = breaches(({ path }, { target }) => {
      const own = clouds.find((folder) => path.startsWith(folder))
      const other = clouds.find((folder) => target.startsWith(folder))
      const crosses = own !== undefined && other !== undefined && own !== other
      const sdkInLab =
        path.startsWith('src/lab/') && /^(@aws-sdk|@smithy|@google-cloud|@azure)\//.test(target)
      return crosses || sdkInLab
    })
    expect(wrong).toEqual([])
  })

  it('let core reach nothing outside the process', () => {
    const wrong = breaches(
      ({ path }, { target }) => /^src\/(core|errors)\//.test(path) && OUTSIDE.test(target),
    )
    expect(wrong).toEqual([])
  })

  it('load what is heavy only on the path that needs it', () => {
    const heavy =
      /^(@aws-sdk|@smithy|@google-cloud|@azure|@clack|@duckdb)\/|^(google-auth-library|execa|ora|chalk|cosmiconfig|yaml|zod|pg|log-update)$/
    const wrong = breaches(
      ({ path }, { target, kind }) =>
        kind === 'value' && heavy.test(target) && /^src\/(cli|commands|core)\//.test(path),
    )
    expect(wrong).toEqual([])
  })

  it('make no circle', () => {
    expect(findCircles()).toEqual([])
  })
})

describe('files', () => {
  it('are not mere collections of what others export', () => {
    expect(sources.filter(({ isBarrel, path }) => isBarrel || path.endsWith('/index.ts'))).toEqual([])
  })

  it('stay short enough to be read at once', () => {
    const long = sources.filter(({ lines }) => lines > LONGEST_FILE)
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
  })

  it('touch the process and the console only in the command line and the lab', () => {
    const wrong = sources.filter(({ path, globals }) => globals.size > 0 && !/^src\/(cli|lab)\//.test(path))
    expect(wrong.map(({ path, globals }) => `${path}: ${[...globals].join(', ')}`)).toEqual([])
  })
})

/** Circles of static imports, types included, each as the path it takes. */
function findCircles(): readonly string[] {
  const byPath = new Map(sources.map((file) => [file.path, file]))
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) circles.push([...trail.slice(start), path].join(' -> '))
    if (start >= 0 || done.has(path)) return
    for (const { target, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== 'lazy' && byPath.has(target)) walk(target, [...trail, path])
    }
    done.add(path)
  }
  for (const path of byPath.keys()) walk(path, [])
  return circles
}
