import type { AnyCommand } from './command.ts'
import { completion } from './completion.ts'
import { configExplain } from './config-explain.ts'
import { configSchema } from './config-schema.ts'
import { configShow } from './config-show.ts'
import { configValidate } from './config-validate.ts'
import { doctor } from './doctor.ts'
import { failoverAbort } from './failover-abort.ts'
import { failoverBeat } from './failover-beat.ts'
import { failoverCheck } from './failover-check.ts'
import { failoverFailback } from './failover-failback.ts'
import { failoverPlan } from './failover-plan.ts'
import { failoverPromote } from './failover-promote.ts'
import { failoverRejoin } from './failover-rejoin.ts'
import { failoverResume } from './failover-resume.ts'
import { failoverSettle } from './failover-settle.ts'
import { init } from './init.ts'
import { LAB_COMMANDS } from './lab-commands.ts'
import { runsList } from './runs-list.ts'
import { runsShow } from './runs-show.ts'
import { status } from './status.ts'
import { trafficShow } from './traffic-show.ts'

/** Every command, in the order of the help. */
export const CATALOGUE: readonly AnyCommand[] = [
  init,
  configShow,
  configExplain,
  configSchema,
  configValidate,
  doctor,
  status,
  failoverCheck,
  failoverPlan,
  failoverPromote,
  failoverResume,
  failoverAbort,
  failoverRejoin,
  failoverFailback,
  failoverSettle,
  failoverBeat,
  trafficShow,
  runsList,
  runsShow,
  ...LAB_COMMANDS,
  completion(() => CATALOGUE),
]

/** A section of the top-level help. */
export interface Topic {
  readonly title: string
  /** First words of its commands; where they have a second word, with a summary of their own. */
  readonly words: Readonly<Record<string, string | undefined>>
}

/** Sections of the top-level help, in its order. */
export const TOPICS: readonly Topic[] = [
  {
    title: 'Start',
    words: { init: undefined, config: 'Show, explain and check the platform file', doctor: undefined },
  },
  {
    title: 'Operate',
    words: {
      status: undefined,
      failover: 'Move a database and its traffic to another cloud',
      traffic: 'Routed DNS names',
      runs: 'What was changed, when, and what is unfinished',
    },
  },
  { title: 'Rehearse', words: { lab: 'A world of three clouds on this machine' } },
  { title: 'Shell', words: { completion: undefined } },
]
