import * as z from 'zod/mini'
import { clouds } from './schema/clouds.ts'
import { databases } from './schema/databases.ts'
import { deploy } from './schema/deploy.ts'
import { LATER } from './schema/later.ts'
import { coordination, notifications, objectives, scenarios, workloads } from './schema/operation.ts'
import { storage } from './schema/storage.ts'
import { traffic } from './schema/traffic.ts'
import { about, name } from './schema/words.ts'

const later = Object.fromEntries(
  Object.entries(LATER).map(([key, section]) => [key, z.optional(section)]),
) as { [K in keyof typeof LATER]: z.ZodMiniOptional<(typeof LATER)[K]> }

/** The shape of the platform file; what its words mean together is checked by `check/`. */
export const platformFile = about(
  'A platform that lives on AWS, Google Cloud and Azure.',
  z.strictObject({
    platform: about('Name of the platform.', name()),
    strategy: about(
      'active-active: all clouds serve; active-passive: one serves; hybrid: each has its own part.',
      z.enum(['active-active', 'active-passive', 'hybrid']),
    ),
    clouds,
    databases: z.optional(databases),
    traffic: z.optional(traffic),
    storage: z.optional(storage),
    workloads: z.optional(workloads),
    objectives: z.optional(objectives),
    scenarios: z.optional(scenarios),
    coordination: z.optional(coordination),
    notifications: z.optional(notifications),
    deploy: z.optional(deploy),
    ...later,
  }),
)

export type PlatformFile = z.infer<typeof platformFile>

/** Names of the sections that this version keeps but does not act on. */
export const LATER_SECTIONS: readonly string[] = Object.keys(LATER)

/** What is wrong with the shape of a file. */
export function validateShape(file: unknown): { schema: z.ZodMiniType; issues: readonly z.core.$ZodIssue[] } {
  // Compiling the schema into functions pays only where it judges many files.
  const result = platformFile.safeParse(file, { jitless: true })
  return { schema: platformFile, issues: result.error?.issues ?? [] }
}
