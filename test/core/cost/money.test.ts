import { expect, test } from 'vitest'
import { atMost, decimal } from '../../../src/core/cost/money.ts'

test('what something may cost is never shown as less', () => {
  expect(atMost(decimal('0.06103515625'))).toBe('0.0611')
  expect(atMost(decimal('0.01'))).toBe('0.01')
  expect(atMost(decimal('0.000001'))).toBe('0.0001')
})
