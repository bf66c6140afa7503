import * as z from 'zod/mini'
import { duration, text } from './words.ts'

/** What an operator may set for every platform of theirs. */
const userFile = z.strictObject({
  timeout: z.optional(duration()),
  color: z.optional(z.boolean()),
  clouds: z.optional(z.strictObject({ aws: z.optional(z.strictObject({ profile: z.optional(text()) })) })),
})

/** What is wrong with the shape of a user file. */
export function validateUserFile(file: unknown): {
  schema: z.ZodMiniType
  issues: readonly z.core.$ZodIssue[]
} {
  return { schema: userFile, issues: userFile.safeParse(file, { jitless: true }).error?.issues ?? [] }
}
