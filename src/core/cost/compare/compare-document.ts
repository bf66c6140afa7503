import type { CostDocument } from '../document/document.ts'
import { decimal, percentText, rounded } from '../money.ts'
import type { CostComparison } from './comparison.ts'

/** A comparison for people. */
export function compareDocument(data: CostComparison): CostDocument {
  const { items, clouds } = data
  const cheapest = clouds.toSorted((one, other) => decimal(one.totalUsd).cmp(other.totalUsd))[0]
  const stated = items.flatMap((item) =>
    item.clouds.filter((one) => one.stated !== undefined).map((one) => ({ item, one })),
  )
  return {
    title: `${data.workload} on each cloud`,
    headline: clouds
      .map(({ cloud, totalUsd }) => `${cloud} ${rounded(decimal(totalUsd))} USD a month`)
      .join(', '),
    tone: 'plain',
    sections: [
      {
        title: 'The same workload, US dollars a month',
        columns: [
          { title: 'item' },
          ...clouds.flatMap(({ cloud }) => [{ title: `${cloud}: matched` }, { title: cloud, figure: true }]),
        ],
        rows: [
          ...items.map((item) => [
            { text: item.name },
            ...item.clouds.flatMap((one) => [
              { text: one.what },
              {
                text: `${rounded(decimal(one.usd))}${one.verification === 'unverified' ? ' ?' : ''}`,
                value: one.usd,
              },
            ]),
          ]),
          [
            { text: 'total' },
            ...clouds.flatMap((one) => [
              { text: one.cloud === cheapest?.cloud ? 'cheapest' : '' },
              { text: rounded(decimal(one.totalUsd)), value: one.totalUsd },
            ]),
          ],
        ],
        chart: {
          kind: 'bars',
          unit: 'USD a month',
          points: clouds.map(({ cloud, totalUsd }) => ({ label: cloud, value: Number(totalUsd) })),
        },
      },
      {
        title: 'Against what is stated',
        columns: [
          { title: 'item' },
          { title: 'cloud' },
          { title: 'stated', figure: true },
          { title: 'ours', figure: true },
          { title: 'difference', figure: true },
          { title: '' },
          { title: 'why' },
        ],
        rows: [
          ...stated.map(({ item, one }) => [
            { text: item.name },
            { text: one.cloud },
            { text: rounded(decimal(one.stated?.usd ?? 0)), value: one.stated?.usd ?? '' },
            { text: rounded(decimal(one.usd)), value: one.usd },
            {
              text: rounded(decimal(one.stated?.differenceUsd ?? 0)),
              value: one.stated?.differenceUsd ?? '',
            },
            { text: percentText(one.stated?.percent, true) },
            { text: `ours is ${one.what}: ${one.basis.join('; ') || 'free'}; ${one.verification}` },
          ]),
          ...data.stated.map((figure) => [
            { text: figure.unit === undefined ? figure.of : `${figure.of}, a ${figure.unit}` },
            { text: figure.cloud ?? 'all' },
            ...[figure.statedUsd, figure.usd, figure.differenceUsd].map((usd) => ({
              // The price of one unit is shown as it is: two places would round most of them away.
              text: figure.unit === undefined ? rounded(decimal(usd)) : usd,
              value: usd,
            })),
            { text: percentText(figure.percent, true) },
            { text: figure.why },
          ]),
        ],
        secondary: true,
      },
      {
        title: 'How the figures come about',
        columns: [{ title: 'item' }, { title: 'cloud' }, { title: 'lines' }],
        rows: items.flatMap((item) =>
          item.clouds.map((one) => [
            { text: item.name },
            { text: one.cloud },
            { text: one.basis.join('; ') || 'free' },
          ]),
        ),
        secondary: true,
      },
    ],
    notes: [
      ...data.assumptions,
      ...(stated.length + data.stated.length === 0 ? ['Nobody states what it costs.'] : []),
      `Prices of ${data.pricesOf}; a question mark is a figure with an unverified price: ${clouds.map(({ cloud, unverified }) => `${cloud} ${unverified}`).join(', ')} of ${items.length} items.`,
    ],
  }
}
