import type { AnyCommand } from './command.ts'
import { completion } from './completion.ts'
import { configExplain } from './config-explain.ts'
import { configSchema } from './config-schema.ts'
import { configShow } from './config-show.ts'
import { configValidate } from './config-validate.ts'
import { costAllocate } from './cost-allocate.ts'
import { costAnomalies } from './cost-anomalies.ts'
import { costBudget } from './cost-budget.ts'
import { costCompare } from './cost-compare.ts'
import { costEstimate } from './cost-estimate.ts'
import { costForecast } from './cost-forecast.ts'
import { costGate } from './cost-gate.ts'
import { costOptimize } from './cost-optimize.ts'
import { costPricesShow } from './cost-prices-show.ts'
import { costPricesUpdate } from './cost-prices-update.ts'
import { costReport } from './cost-report.ts'
import { deploy } from './deploy.ts'
import { deployApply } from './deploy-apply.ts'
import { deployBootstrap } from './deploy-bootstrap.ts'
import { deployDestroy } from './deploy-destroy.ts'
import { deployDrift } from './deploy-drift.ts'
import { deployGraph } from './deploy-graph.ts'
import { deployOutput } from './deploy-output.ts'
import { deployPlan } from './deploy-plan.ts'
import { deployResume } from './deploy-resume.ts'
import { doctor } from './doctor.ts'
import { failoverAbort } from './failover-abort.ts'
import { failoverBeat } from './failover-beat.ts'
import { failoverCheck } from './failover-check.ts'
import { failoverFailback } from './failover-failback.ts'
import { failoverHistory } from './failover-history.ts'
import { failoverPlan } from './failover-plan.ts'
import { failoverPromote } from './failover-promote.ts'
import { failoverRejoin } from './failover-rejoin.ts'
import { failoverResume } from './failover-resume.ts'
import { failoverSettle } from './failover-settle.ts'
import { failoverShow } from './failover-show.ts'
import { init } from './init.ts'
import { LAB_COMMANDS } from './lab-commands.ts'
import { runsList } from './runs-list.ts'
import { runsShow } from './runs-show.ts'
import { setupAws } from './setup-aws.ts'
import { setupAzure } from './setup-azure.ts'
import { setupGcp } from './setup-gcp.ts'
import { status } from './status.ts'
import { sync } from './sync.ts'
import { syncApply } from './sync-apply.ts'
import { syncPlan } from './sync-plan.ts'
import { syncResume } from './sync-resume.ts'
import { syncStatus } from './sync-status.ts'
import { syncVerify } from './sync-verify.ts'
import { syncWatch } from './sync-watch.ts'
import { trafficShow } from './traffic-show.ts'

/** Every command, in the order of the help. */
export const CATALOGUE: readonly AnyCommand[] = [
  init,
  configShow,
  configExplain,
  configSchema,
  configValidate,
  doctor,
  setupAws,
  setupGcp,
  setupAzure,
  status,
  deploy,
  deployPlan,
  deployApply,
  deployResume,
  deployDrift,
  deployDestroy,
  deployGraph,
  deployOutput,
  deployBootstrap,
  failoverCheck,
  failoverPlan,
  failoverPromote,
  failoverResume,
  failoverAbort,
  failoverRejoin,
  failoverFailback,
  failoverSettle,
  failoverHistory,
  failoverShow,
  failoverBeat,
  sync,
  syncPlan,
  syncApply,
  syncVerify,
  syncStatus,
  syncResume,
  syncWatch,
  trafficShow,
  costReport,
  costBudget,
  costForecast,
  costAnomalies,
  costAllocate,
  costEstimate,
  costGate,
  costCompare,
  costOptimize,
  costPricesShow,
  costPricesUpdate,
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
    words: {
      init: undefined,
      config: 'Show, explain and check the platform file',
      doctor: undefined,
      setup: 'Prepare the account of a cloud for deployments',
    },
  },
  {
    title: 'Operate',
    words: {
      status: undefined,
      deploy: 'Terraform units over all clouds',
      failover: 'Move a database and its traffic to another cloud',
      sync: 'Make buckets and folders alike',
      traffic: 'Routed DNS names',
      cost: 'What the platform costs, what a change will cost, what would be cheaper',
      runs: 'What was changed, when, and what is unfinished',
    },
  },
  { title: 'Rehearse', words: { lab: 'A world of three clouds on this machine' } },
  { title: 'Shell', words: { completion: undefined } },
]
