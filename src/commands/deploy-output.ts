import { type Cell, defineCommand } from './command.ts'
import { selectionOf, UNIT_OPTIONS } from './deploy-options.ts'

/** Shows the outputs of units. */
export const deployOutput = defineCommand({
  options: UNIT_OPTIONS,
  examples: [
    { command: 'mcloud deploy output', means: 'all outputs of all units' },
    { command: 'mcloud deploy output --unit network --json', means: 'those of one unit, for a program' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/deploy/inspect-units.ts')).outputCommand(selectionOf(options), context),
  human: ({ data }, page) =>
    page.table(
      ['unit', 'output', 'value'],
      data.outputs.map(({ unit, output, sensitive, value }): Cell[] => [
        unit,
        output,
        sensitive ? { text: '(sensitive)', tone: 'dim' } : valueText(value),
      ]),
    ),
})

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
