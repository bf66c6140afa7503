import type { ObservedAtProvider } from '../core/traffic/observe-traffic.ts'
import type { Cell, Tone } from './command.ts'
import { defineCommand } from './command.ts'

const TONES: Readonly<Record<ObservedAtProvider['verdict'], Tone>> = {
  'as-wanted': 'good',
  drifted: 'bad',
  missing: 'bad',
  refused: 'bad',
  unknown: 'warn',
}

/** Shows each routed name: the model, what every provider holds, what every name server answers. */
export const trafficShow = defineCommand({
  description:
    'Works the records of the platform file out for the present primaries of the databases that they follow, reads them back from every DNS provider and asks every authoritative name server, all at once; changes nothing. Exit 6 when something differs, 7 when something could not be asked.',
  arguments: { name: { summary: 'Name or key of one record (default: all)' } },
  examples: [
    { command: 'mcloud traffic show', means: 'Show all routed names' },
    { command: 'mcloud traffic show app.shop.test --json', means: 'Show one of them for a program' },
  ],
  run: async (input, context) =>
    (await import('../core/traffic/show-traffic.ts')).showTraffic(input.arguments.name, context),
  human: async ({ data }, page) => {
    const { recordText, routingText } = await import('../core/traffic/record-text.ts')
    for (const record of data.records) {
      page.heading(record.name)
      const primary = record.follows === undefined ? undefined : data.primaries[record.follows.database]
      page.facts([
        ['wanted', record.wanted === undefined ? `${record.policy}, not known` : recordText(record.wanted)],
        ...(record.follows === undefined || primary === undefined
          ? []
          : [
              [
                'follows',
                primary.kind === 'known'
                  ? `${record.follows.database}, primary in ${primary.cloud}`
                  : { text: `${record.follows.database}: ${primary.reason}`, tone: 'warn' },
              ] satisfies readonly [string, Cell],
            ]),
      ])
      page.table(
        ['provider', 'state', 'holds', 'name servers answer'],
        record.providers.map((each) => [
          each.provider,
          { text: each.verdict, tone: TONES[each.verdict] },
          each.held === undefined ? '-' : routingText(each.held.record),
          each.nameServers.map(({ server, values }) => `${server}: ${values.join(' ') || '-'}`).join(', ') ||
            '-',
        ]),
      )
      for (const each of record.providers) {
        for (const text of each.differences) page.line(`${each.provider}: ${text}`)
      }
      page.line()
    }
    page.line(summary(data.records.flatMap((record) => record.providers.map((each) => each.verdict))))
  },
})

function summary(verdicts: readonly ObservedAtProvider['verdict'][]): string {
  const unknown = verdicts.filter((verdict) => verdict === 'unknown').length
  const differing = verdicts.filter((verdict) => verdict !== 'as-wanted').length - unknown
  if (differing + unknown === 0) return 'Every provider and every name server is as wanted.'
  return [
    differing > 0 ? `${differing} of ${verdicts.length} differ from the platform file` : '',
    unknown > 0 ? `${unknown} could not be told` : '',
  ]
    .filter((text) => text !== '')
    .join(', ')
}
