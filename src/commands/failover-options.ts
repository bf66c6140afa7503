/** The options by which commands of failover name what is to be promoted. */
export function failoverTarget<const Required extends boolean>({ required }: { required: Required }) {
  return {
    to: { type: 'cloud', required, summary: 'Cloud whose server is to be the primary' },
    database: {
      type: 'text',
      value: 'NAME',
      summary: 'Database of the platform file (default: the only one)',
    },
  } as const
}

/** The options by which an operator says that the primary is lost, and takes upon himself what follows. */
export const FORCED_OPTIONS = {
  forced: { type: 'flag', summary: 'The primary is lost: shut it off in its cloud and go on without it' },
  acceptLoss: {
    type: 'duration',
    summary: 'With --forced: what was written in this time may be lost, e.g. 30s',
  },
  acceptUnfencedSource: {
    type: 'text',
    value: 'REASON',
    summary: 'With --forced: go on although nothing proves that the old primary is shut off',
  },
  acceptUnknownLoss: {
    type: 'text',
    value: 'REASON',
    summary: 'With --forced: go on although nothing tells how much would be lost',
  },
  acceptStoreInCloud: {
    type: 'text',
    value: 'REASON',
    summary: 'With --forced: go on with a coordination store inside the failing cloud',
  },
} as const

/** What contradicts itself in these options; every mistake at once. */
export function forcedMistakes(options: {
  /** The scenario may say the rest itself. */
  readonly scenario?: string | undefined
  readonly forced: boolean
  readonly acceptLoss: number | undefined
  readonly acceptUnfencedSource: string | undefined
  readonly acceptUnknownLoss: string | undefined
  readonly acceptStoreInCloud: string | undefined
}): string[] {
  const { forced, acceptLoss, acceptUnfencedSource, acceptUnknownLoss, acceptStoreInCloud } = options
  const reasons = { acceptUnfencedSource, acceptUnknownLoss, acceptStoreInCloud }
  const given = Object.values({ acceptLoss, ...reasons }).some((value) => value !== undefined)
  const isWhole = options.scenario === undefined
  return [
    ...(isWhole && given && !forced
      ? ['--accept-loss and the other --accept options belong to --forced.']
      : []),
    ...(isWhole && forced && acceptLoss === undefined && acceptUnknownLoss === undefined
      ? ['--forced needs --accept-loss: how much of what was written last may be lost, e.g. 30s.']
      : []),
    ...Object.entries(reasons)
      .filter(([, reason]) => reason?.trim() === '')
      .map(
        ([name]) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} needs a reason.`,
      ),
  ]
}
