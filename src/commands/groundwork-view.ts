import type { GroundworkReport, ItemState } from '../core/groundwork/lay-groundwork.ts'
import type { Cell, Page, Tone } from './command.ts'

const TONES: Readonly<Record<ItemState, Tone>> = {
  there: 'dim',
  created: 'good',
  changed: 'good',
  'would-create': 'changed',
  'would-change': 'changed',
  unknown: 'warn',
  failed: 'bad',
  skipped: 'dim',
}

/** What `deploy bootstrap` and `setup` found and made. */
export function groundworkPage(page: Page, { items }: GroundworkReport): void {
  page.table(
    ['cloud', 'state', 'what', 'note'],
    items.map(({ cloud, what, state, note }): Cell[] => [
      cloud,
      { text: state.replace('-', ' '), tone: TONES[state] },
      what,
      { text: note ?? '', tone: 'dim' },
    ]),
  )
  const hints = new Map(items.flatMap(({ code, hint }) => (code === undefined ? [] : [[code, hint]])))
  for (const [code, hint] of hints) page.line(`${code}: ${hint}`)
}
