import * as z from 'zod'
import { duration, text } from './words.ts'

/** What an operator may set for every platform of theirs. */
const userFile = z.strictObject({
  timeout: duration().optional(),
  color: z.boolean().optional(),
  clouds: z.strictObject({ aws: z.strictObject({ profile: text().optional() }).optional() }).optional(),
})

/** What is wrong with the shape of a user file. */
export function validateUserFile(file: unknown): { schema: z.ZodType; issues: readonly z.core.$ZodIssue[] } {
  return { schema: userFile, issues: userFile.safeParse(file, { jitless: true }).error?.issues ?? [] }
}
