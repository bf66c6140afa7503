import { defineCommand } from './command.ts'

/** Shows which tools, credentials and endpoints are there, and what is missing for which command. */
export const doctor = defineCommand({
  description:
    'Looks at the runtime, tools, credentials, endpoints, name servers, databases and the coordination store, all at once; changes nothing. Exit 6 when something is wrong.',
  examples: [
    { command: 'mcloud doctor', means: 'Look at everything the platform file names' },
    {
      command: 'mcloud doctor --json --timeout 5s',
      means: 'The same for a program, each look bounded to 5 seconds',
    },
  ],
  run: async (_input, context) => (await import('../core/doctor/diagnose.ts')).diagnose(context),
  human: ({ data }, page) => {
    const tones = { ok: 'good', absent: 'dim', fault: 'bad' } as const
    const areas = [...new Set(data.findings.map(({ area }) => area))]
    for (const area of areas) {
      page.heading(area)
      const rows = data.findings
        .filter((finding) => finding.area === area)
        .map(({ name, state, detail, neededBy, next }) => [
          `  ${name}`,
          { text: state, tone: tones[state] },
          [detail, neededBy.length > 0 && state !== 'ok' && `needed by ${neededBy.join(', ')}`, next]
            .filter(Boolean)
            .join('; '),
        ])
      page.table(['  what', 'state', 'found'], rows)
      page.line()
    }
    page.line(data.healthy ? 'Nothing is wrong.' : 'Something is wrong: see the lines marked fault.')
  },
})
