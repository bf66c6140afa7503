import type { CostDocument } from '../document/document.ts'
import { decimal, rounded } from '../money.ts'
import type { CostOptimization } from './saving.ts'

/** Savings for people. */
export function optimizeDocument(data: CostOptimization): CostDocument {
  const { nowUsd, savedUsd, leftUsd, phases } = data
  const usd = (amount: string) => rounded(decimal(amount))
  return {
    title: 'Possible savings',
    headline: `${usd(savedUsd)} of ${usd(nowUsd)} USD a month, leaving ${usd(leftUsd)}`,
    tone: 'plain',
    sections: [
      {
        title: 'In phases',
        columns: [
          { title: 'phase' },
          { title: 'what' },
          { title: 'saved', figure: true },
          { title: 'left', figure: true },
        ],
        rows: phases.map((one) => [
          { text: String(one.phase) },
          { text: one.title },
          { text: usd(one.savedUsd), value: one.savedUsd },
          { text: usd(one.leftUsd), value: one.leftUsd },
        ]),
        chart: {
          kind: 'bars',
          unit: 'USD a month left',
          points: [
            { label: 'now', value: Number(nowUsd) },
            ...phases.map((one) => ({ label: `phase ${one.phase}`, value: Number(one.leftUsd) })),
          ],
        },
        secondary: true,
      },
      {
        title: 'Savings',
        columns: [
          { title: 'phase' },
          { title: 'resource' },
          { title: 'what' },
          { title: 'USD a month', figure: true },
          { title: 'risk' },
          { title: 'confidence' },
          { title: 'formula' },
          { title: 'change' },
        ],
        rows: phases.flatMap(({ savings }) =>
          savings.map((one) => [
            { text: String(one.phase) },
            { text: one.address },
            {
              text:
                one.breakEvenPercent === undefined
                  ? one.what
                  : `${one.what}; pays from ${one.breakEvenPercent.toFixed(0)}% of the term on`,
            },
            { text: usd(one.monthlyUsd), value: one.monthlyUsd },
            { text: `${one.risk}: ${one.riskIs}` },
            { text: one.confidence },
            { text: one.formula },
            { text: one.hint ?? '' },
          ]),
        ),
      },
    ],
    notes: data.notes,
  }
}
