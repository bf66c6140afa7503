import { parseBytes } from '../../config/bytes.ts'
import { parseDeleteLimit } from '../../config/normalise-storage.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'
import type { ConflictPolicy } from './conflict-policies.ts'
import { DEFAULT_DELETE_LIMIT } from './delete-gate.ts'
import type { Engine } from './engines/mover.ts'
import { patternMistake } from './filters.ts'
import { overlap } from './overlap.ts'
import { type PairSpec, pairsOf } from './pair-spec.ts'
import { addressOf, isAddress, type Place, parsePlace } from './place.ts'
import type { SyncPorts } from './sync-ports.ts'

/** What was typed after `mcloud sync` and its kin. */
export interface SyncRequest {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly delete?: boolean | undefined
  readonly maxDelete?: string | undefined
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  readonly minSize?: string | undefined
  readonly maxSize?: string | undefined
  /** Milliseconds. */
  readonly changedWithin?: number | undefined
  readonly bandwidth?: string | undefined
  readonly storageClass?: string | undefined
  readonly compare?: string | undefined
  readonly contentOnly?: boolean | undefined
  readonly twoWay?: boolean | undefined
  readonly conflicts?: string | undefined
  readonly engine?: string | undefined
  readonly transferRole?: string | undefined
  readonly transferSecret?: string | undefined
  readonly transferKey?: string | undefined
}

/**
 * The pairs that are meant: all of the platform, those of one name, or the two addresses given.
 * @throws McloudError USAGE with every mistake, CONFIG_NOT_FOUND where a name is given and no platform file is there
 */
export async function pairsFor(request: SyncRequest, ports: SyncPorts): Promise<readonly PairSpec[]> {
  const problems: Problem[] = []
  const changes = optionsOf(request, ports, problems)
  // Two words are two places, even where the first looks like a name; one word may be `assets/uploads`.
  if (request.from !== undefined && (request.to !== undefined || isAddress(request.from))) {
    const spec = await adHoc(request, ports, problems)
    if (problems.length > 0 || spec === undefined) throw usage(problems)
    return heeded([changes(spec)], request)
  }
  if (problems.length > 0) throw usage(problems)
  const platform = await ports.platform()
  const all = pairsOf(platform)
  const { from } = request
  const meant = from === undefined ? all : all.filter(({ name }) => isOrIsUnder(name, from))
  if (meant.length > 0) return heeded(meant.map(changes), request)
  const names = all.map(({ name }) => name).join(', ')
  throw usage([
    {
      at: from ?? 'storage',
      message: from === undefined ? 'the platform file names no pair of buckets' : `there is no pair ${from}`,
      expected: names === '' ? 'buckets in two clouds under `storage`, or two addresses' : `one of ${names}`,
    },
  ])
}

/** The pairs, where each option means something for one of them at least: who gives one relies on it. */
function heeded(specs: readonly PairSpec[], { conflicts, maxDelete }: SyncRequest): readonly PairSpec[] {
  const problems: Problem[] = []
  if (conflicts !== undefined && specs.every(({ rules }) => rules.direction === 'one-way'))
    problems.push({
      at: '--conflicts',
      message: 'a one-way pair has no conflicts: its second side becomes as the first',
      expected: '--two-way beside it',
    })
  if (maxDelete !== undefined && specs.every(({ rules }) => !rules.deletes))
    problems.push({
      at: '--max-delete',
      message: 'nothing is to be deleted',
      expected: '--delete beside it',
    })
  if (problems.length > 0) throw usage(problems)
  return specs
}

/** Whether the name of a pair is the wanted one, or a class or destination of it. */
export function isOrIsUnder(name: string, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}/`) || name.startsWith(`${wanted} to `)
}

async function adHoc(
  request: SyncRequest,
  ports: SyncPorts,
  problems: Problem[],
): Promise<PairSpec | undefined> {
  const a = parsePlace('FROM', request.from ?? '')
  if (request.to === undefined) {
    problems.push({ at: 'TO', message: 'the destination is missing', expected: 'a second address' })
    return undefined
  }
  const b = parsePlace('TO', request.to)
  if ('problem' in a) problems.push(a.problem)
  if ('problem' in b) problems.push(b.problem)
  if ('problem' in a || 'problem' in b) return undefined
  const inside = overlap(await located(a, b, ports), request.exclude ?? [])
  if (inside !== undefined) problems.push({ at: 'TO', ...inside })
  return {
    name: `${addressOf(a)} to ${addressOf(b)}`,
    a,
    b,
    rules: {
      direction: 'one-way',
      deletes: false,
      deleteLimit: DEFAULT_DELETE_LIMIT,
      conflicts: 'none',
      compare: 'proof',
      filters: { include: [], exclude: [] },
      copy: { attributes: true, tags: true },
    },
  }
}

/** Folders may name the same place in many ways. */
async function located(a: Place, b: Place, ports: SyncPorts): Promise<readonly [Place, Place]> {
  if (a.kind !== 'folder' || b.kind !== 'folder') return [a, b]
  const stores = await ports.syncStores()
  return Promise.all([stores.locate(a), stores.locate(b)])
}

/** What the options change in a pair. */
function optionsOf(
  request: SyncRequest,
  ports: SyncPorts,
  problems: Problem[],
): (spec: PairSpec) => PairSpec {
  const bytes = (at: string, text: string | undefined) => {
    const value = text === undefined ? undefined : parseBytes(text.replace(/\/s$/, ''))
    if (text !== undefined && (value === undefined || (at === '--bandwidth' && value === 0)))
      problems.push({ at, message: `${text} is no size`, expected: 'a size such as 64KiB, 20MiB or 1GB' })
    return value
  }
  const [minBytes, maxBytes, bandwidth] = [
    bytes('--min-size', request.minSize),
    bytes('--max-size', request.maxSize),
    bytes('--bandwidth', request.bandwidth),
  ]
  const limit = request.maxDelete === undefined ? undefined : parseDeleteLimit(request.maxDelete)
  if (request.maxDelete !== undefined && limit === undefined)
    problems.push({ at: '--max-delete', message: `${request.maxDelete} is no limit`, expected: '500 or 10%' })
  for (const [at, patterns] of [
    ['--include', request.include],
    ['--exclude', request.exclude],
  ] as const)
    for (const pattern of patterns ?? []) {
      const message = patternMistake(pattern)
      if (message !== undefined)
        problems.push({ at, message, expected: 'a pattern such as *.jpg, logs/** or a/{b,c}/*' })
    }
  return (spec) => ({
    ...spec,
    ...(bandwidth === undefined ? {} : { bandwidthBytes: bandwidth }),
    ...(request.engine === undefined ? {} : { engine: request.engine as Engine }),
    ...accessOf(spec, request),
    ...(isNarrowed(request) ? { narrowed: true as const } : {}),
    rules: {
      ...spec.rules,
      ...(request.twoWay === true ? { direction: 'two-way' as const } : {}),
      ...(request.delete === true ? { deletes: true } : {}),
      ...(limit === undefined ? {} : { deleteLimit: limit }),
      ...(request.conflicts === undefined ? {} : { conflicts: request.conflicts as ConflictPolicy }),
      ...(request.compare === undefined ? {} : { compare: request.compare as 'proof' | 'size' }),
      filters: {
        include: [...spec.rules.filters.include, ...(request.include ?? [])],
        exclude: [...spec.rules.filters.exclude, ...(request.exclude ?? [])],
        ...(minBytes === undefined ? {} : { minBytes }),
        ...(maxBytes === undefined ? {} : { maxBytes }),
        ...(request.changedWithin === undefined
          ? {}
          : { changedSinceMs: ports.clock.now() - request.changedWithin }),
      },
      copy: {
        ...spec.rules.copy,
        ...(request.contentOnly === true ? { attributes: false, tags: false } : {}),
        ...(request.storageClass === undefined ? {} : { storageClass: request.storageClass }),
      },
    },
  })
}

function isNarrowed({ include, exclude, minSize, maxSize, changedWithin }: SyncRequest): boolean {
  return [...(include ?? []), ...(exclude ?? []), minSize, maxSize, changedWithin].some(
    (given) => given !== undefined,
  )
}

function accessOf(
  { access }: PairSpec,
  { transferRole: role, transferSecret: secret, transferKey: key }: SyncRequest,
): Pick<PairSpec, 'access'> {
  const given = {
    ...(role === undefined ? {} : { role }),
    ...(secret === undefined ? {} : { secret }),
    ...(key === undefined ? {} : { key }),
  }
  return Object.keys(given).length === 0 ? {} : { access: { ...access, ...given } }
}

function usage(problems: readonly Problem[]): McloudError {
  return new McloudError({
    code: 'USAGE',
    message: `${problems.length === 1 ? 'A mistake' : `${problems.length} mistakes`} in what is to be synchronised.`,
    problems,
  })
}
