import { defineCommand } from './command.ts'

/** Shows units and who comes before whom. */
export const deployGraph = defineCommand({
  options: {
    environment: { type: 'text', value: 'NAME', summary: 'Environment of `deploy.environments`' },
    format: {
      type: 'choice',
      choices: ['table', 'dot', 'mermaid'],
      default: 'table',
      summary: 'Table, or a drawing for Graphviz or Mermaid',
    },
  },
  examples: [
    { command: 'mcloud deploy graph', means: 'a table in the order of deployment' },
    { command: 'mcloud deploy graph --format dot', means: 'for Graphviz' },
  ],
  run: async ({ options }, context) => {
    const { graphCommand } = await import('../core/deploy/inspect-units.ts')
    const { kind, data } = await graphCommand(options, context)
    return { kind, data: { ...data, format: options.format } }
  },
  human: ({ data: { units, format } }, page) => {
    const edges = units.flatMap(({ unit, needs }) => needs.map((need) => [need, unit] as const))
    if (format === 'dot') {
      page.line('digraph units {')
      for (const { unit, cloud } of units)
        page.line(`  "${unit}" [label="${[unit, cloud ?? ''].join('\\n')}"];`)
      for (const [from, to] of edges) page.line(`  "${from}" -> "${to}";`)
      page.line('}')
      return
    }
    if (format === 'mermaid') {
      page.line('flowchart LR')
      // Ids of their own: a unit may be called `end`, which is a word of Mermaid's.
      for (const { unit, cloud } of units)
        page.line(`  unit-${unit}["${[unit, cloud ?? ''].filter(Boolean).join('<br/>')}"]`)
      for (const [from, to] of edges) page.line(`  unit-${from} --> unit-${to}`)
      return
    }
    page.table(
      ['', 'unit', 'cloud', 'wave', 'needs', 'takes'],
      units.map(({ unit, cloud, depth, wave, needs, inputs }) => [
        String(depth),
        unit,
        cloud ?? '',
        wave ?? '',
        needs.join(', '),
        Object.entries(inputs)
          .map(([variable, from]) => `${variable} = ${from}`)
          .join(', '),
      ]),
    )
  },
})
