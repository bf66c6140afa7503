import type { Command } from './command.ts'

/** Every command, in the order of the help. */
// biome-ignore lint/suspicious/noExplicitAny: each command keeps its own option types; the catalogue only lists them
export const CATALOGUE: readonly Command<any, any, any>[] = []
