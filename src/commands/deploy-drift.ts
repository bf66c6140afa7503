import type { UnitDrift } from '../core/deploy/drift.ts'
import { type Cell, defineCommand, type Tone } from './command.ts'
import { selectionOf, UNIT_OPTIONS, WORK_OPTIONS, withEvents } from './deploy-options.ts'

const TONES: Readonly<Record<UnitDrift['state'], Tone>> = {
  'in sync': 'good',
  drifted: 'bad',
  pending: 'changed',
  'drifted and pending': 'bad',
  unknown: 'warn',
}

/** Tells drift from changes that are merely not applied yet. */
export const deployDrift = defineCommand({
  description:
    '`drifted`: the cloud differs from the state. `pending`: the configuration differs from the state. What was found is shown by `status` until the next look.',
  options: {
    ...UNIT_OPTIONS,
    ...WORK_OPTIONS,
    exitCode: { type: 'flag', summary: 'Exit 3 where something is not in sync' },
  },
  examples: [
    { command: 'mcloud deploy drift', means: 'every unit of all clouds' },
    { command: 'mcloud deploy drift --cloud aws --exit-code', means: 'for a nightly check of AWS' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/deploy/drift.ts')).driftCommand(
      { ...selectionOf(options), parallel: options.parallel },
      withEvents(context, options.events),
    ),
  human: ({ data }, page) => {
    page.table(
      ['unit', 'cloud', 'state', 'what'],
      data.units.map(({ unit, cloud, state, drift, reason }): Cell[] => [
        unit,
        cloud ?? '',
        { text: state, tone: TONES[state] },
        reason ?? drift.map(({ address, action }) => `${address} ${action}`).join(', '),
      ]),
    )
    for (const { unit, drift } of data.units)
      for (const { address, attributes } of drift)
        for (const { name, from, to } of attributes) page.line(`${unit} ${address} ${name}: ${from} -> ${to}`)
  },
})
