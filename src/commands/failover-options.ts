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
