import type { CostDocument } from '../document/document.ts'
import { decimal, percentText } from '../money.ts'
import type { PriceUpdate } from './update-prices.ts'

/** What an update of prices changes, for people. */
export function updateDocument(update: PriceUpdate): CostDocument {
  const { changes, kept, confirmed, clouds, notAsked } = update
  const refused = clouds.filter(({ kind }) => kind === 'refused')
  return {
    title: update.written ? `Wrote ${update.path}` : `Prices for ${update.path}`,
    headline: `${changes.length} prices changed, ${confirmed} confirmed, ${kept.length} kept`,
    tone: refused.length > 0 ? 'warn' : 'plain',
    sections: [
      {
        title: 'Changes in US dollars',
        columns: [
          { title: 'key' },
          { title: 'region' },
          { title: 'unit' },
          { title: 'old', figure: true },
          { title: 'new', figure: true },
          { title: 'change', figure: true },
          { title: 'sku' },
        ],
        rows: changes.map((one) => [
          { text: one.key },
          { text: one.region },
          { text: one.unit },
          { text: one.oldUsd, value: one.oldUsd },
          { text: one.newUsd, value: one.newUsd },
          { text: percentText(one.percent, true), tone: decimal(one.newUsd).gt(one.oldUsd) ? 'bad' : 'good' },
          { text: one.sku },
        ]),
      },
      {
        title: 'Kept as they were',
        columns: [{ title: 'key' }, { title: 'region' }, { title: 'reason' }],
        rows: kept.map(({ key, region, reason }) => [{ text: key }, { text: region }, { text: reason }]),
        secondary: true,
      },
      {
        title: 'Not asked for',
        columns: [{ title: 'key' }, { title: 'region' }, { title: 'verified by' }],
        rows: notAsked.map(({ key, region, verification }) => [
          { text: key },
          { text: region },
          { text: verification, tone: verification === 'unverified' ? 'warn' : 'plain' },
        ]),
        secondary: true,
      },
      {
        title: 'Clouds',
        columns: [
          { title: 'cloud' },
          { title: 'asked', figure: true },
          { title: 'found', figure: true },
          { title: 'result' },
        ],
        rows: clouds.map(({ cloud, asked, found, kind, reason }) => [
          { text: cloud },
          { text: String(asked), value: String(asked) },
          { text: String(found), value: String(found) },
          { text: reason ?? kind, tone: kind === 'refused' ? 'bad' : 'plain' },
        ]),
        secondary: true,
      },
    ],
    notes: [
      `${notAsked.length} rows were not asked for, because no question is known that means them alone; ${notAsked.filter(({ verification }) => verification === 'unverified').length} of them are unverified`,
      `${update.unverified} rows are unverified after it`,
      ...clouds.flatMap(({ cloud, next }) => (next === undefined ? [] : [`${cloud}: ${next}`])),
    ],
  }
}
