import * as z from 'zod'
import { clouds } from './schema/clouds.ts'
import { databases } from './schema/databases.ts'
import { LATER } from './schema/later.ts'
import { coordination, notifications, objectives, scenarios, workloads } from './schema/operation.ts'
import { traffic } from './schema/traffic.ts'
import { name } from './schema/words.ts'

const later = Object.fromEntries(
  Object.entries(LATER).map(([key, section]) => [key, (section as z.ZodType).optional()]),
) as { [K in keyof typeof LATER]: z.ZodOptional<(typeof LATER)[K]> }

/** The shape of the platform file; what its words mean together is checked by `check.ts`. */
export const platformFile = z
  .strictObject({
    platform: name().describe('Name of the platform.'),
    strategy: z
      .enum(['active-active', 'active-passive', 'hybrid'])
      .describe(
        'active-active: all clouds serve; active-passive: one serves; hybrid: each has its own part.',
      ),
    clouds,
    databases: databases.optional(),
    traffic: traffic.optional(),
    workloads: workloads.optional(),
    objectives: objectives.optional(),
    scenarios: scenarios.optional(),
    coordination: coordination.optional(),
    notifications: notifications.optional(),
    ...later,
  })
  .describe('A platform that lives on AWS, Google Cloud and Azure.')

export type PlatformFile = z.infer<typeof platformFile>

/** Names of the sections that this version keeps but does not act on. */
export const LATER_SECTIONS: readonly string[] = Object.keys(LATER)

/** What is wrong with the shape of a file. */
export function validateShape(file: unknown): { schema: z.ZodType; issues: readonly z.core.$ZodIssue[] } {
  // Compiling the schema into functions pays only where it judges many files.
  const result = platformFile.safeParse(file, { jitless: true })
  return { schema: platformFile, issues: result.error?.issues ?? [] }
}
