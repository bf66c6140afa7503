/** Names of the policies, as `--conflicts` and the platform file take them. */
export const CONFLICT_POLICIES = ['none', 'newer', 'older', 'larger', 'smaller', 'first', 'second'] as const

/** Which of two changed objects stays under its name; the other one is kept under another. */
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number]
