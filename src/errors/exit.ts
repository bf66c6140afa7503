/** How a process ends; the numbers are part of the public contract. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  changes: 3,
  auth: 4,
  declined: 5,
  partial: 6,
  unknown: 7,
  pending: 8,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
