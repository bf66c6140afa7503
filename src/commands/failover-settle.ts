import { defineCommand } from './command.ts'

/** Pays what promotions had to leave behind. */
export const failoverSettle = defineCommand({
  description:
    'Drops slots that nobody reads any more, and lets replicas that could not be reached follow the new primary. Whatever still cannot be done stays a debt. Exit 6 when some are left.',
  risk: 'moderate',
  examples: [
    { command: 'mcloud failover settle', means: 'clear what can be cleared now' },
    { command: 'mcloud failover settle --dry-run --json', means: 'list what would be cleared' },
  ],
  run: async (_input, context) => (await import('../core/failover/settle.ts')).settleDebts(context),
  human: ({ data }, page) => {
    if (data.debts.length === 0) return page.line('There is no debt of a promotion.')
    page.table(
      ['debt', 'result', ''],
      data.debts.map(({ debt, result, message }) => [
        debt.text,
        { text: result, tone: result === 'cleared' ? 'good' : 'warn' },
        message,
      ]),
    )
  },
})
