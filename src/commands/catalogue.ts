import type { Entry, NamedCommand } from './command.ts'
import { LAB_COMMANDS } from './lab-commands.ts'

/** Every command, in the order of the help: names and summaries stand here and nowhere else. */
export const CATALOGUE: readonly Entry[] = [
  {
    name: 'init',
    summary: 'Write a commented first platform file',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'config show',
    summary: 'Show the platform as it holds, defaults included and secrets masked',
    load: async () => (await import('./config-show.ts')).configShow,
  },
  {
    name: 'config explain',
    summary: 'Show every value that holds and where it comes from',
    load: async () => (await import('./config-explain.ts')).configExplain,
  },
  {
    name: 'config schema',
    summary: 'Print the JSON Schema of the platform file',
    load: async () => (await import('./config-schema.ts')).configSchema,
  },
  {
    name: 'config validate',
    summary: 'Check a platform file and list every mistake with its line',
    load: async () => (await import('./config-validate.ts')).configValidate,
  },
  {
    name: 'doctor',
    summary: 'Show what is there and what is missing for which command',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'setup aws',
    summary: 'Prepare an AWS account for deployments: credentials, state backend, role',
    load: async () => (await import('./setup-aws.ts')).setupAws,
  },
  {
    name: 'setup gcp',
    summary:
      'Prepare a Google Cloud project for deployments: credentials, services, state backend, service account',
    load: async () => (await import('./setup-gcp.ts')).setupGcp,
  },
  {
    name: 'setup azure',
    summary:
      'Prepare an Azure subscription for deployments: credentials, resource providers, state backend, identity',
    load: async () => (await import('./setup-azure.ts')).setupAzure,
  },
  {
    name: 'setup permissions',
    summary: 'Print the policy or role that lets operators run mcloud in a cloud, and nothing more',
    load: async () => (await import('./setup-permissions.ts')).setupPermissions,
  },
  {
    name: 'status',
    summary: 'Show how the whole platform is, and what to do next',
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'deploy',
    summary: 'Plan, gate, apply and verify the Terraform units of all clouds',
    load: async () => (await import('./deploy.ts')).deploy,
  },
  {
    name: 'deploy plan',
    summary: 'Plan units and keep the plans in a sealed bundle',
    load: async () => (await import('./deploy-plan.ts')).deployPlan,
  },
  {
    name: 'deploy apply',
    summary: 'Apply exactly the plans of a sealed bundle',
    load: async () => (await import('./deploy-apply.ts')).deployApply,
  },
  {
    name: 'deploy resume',
    summary: 'Go on with a deployment that was cut off or failed in part',
    load: async () => (await import('./deploy-resume.ts')).deployResume,
  },
  {
    name: 'deploy drift',
    summary: 'Tell what was changed behind Terraform from what is not applied yet',
    load: async () => (await import('./deploy-drift.ts')).deployDrift,
  },
  {
    name: 'deploy destroy',
    summary: 'Destroy what units have made, in the opposite order',
    load: async () => (await import('./deploy-destroy.ts')).deployDestroy,
  },
  {
    name: 'deploy graph',
    summary: 'Show all units, their order, and the outputs that they pass',
    load: async () => (await import('./deploy-graph.ts')).deployGraph,
  },
  {
    name: 'deploy output',
    summary: 'Show the outputs of units; sensitive ones stay hidden',
    load: async () => (await import('./deploy-output.ts')).deployOutput,
  },
  {
    name: 'deploy bootstrap',
    summary: 'Create the state backends of the platform file where they are not there',
    load: async () => (await import('./deploy-bootstrap.ts')).deployBootstrap,
  },
  {
    name: 'failover check',
    summary: 'Check whether a database could be promoted in another cloud',
    load: async () => (await import('./failover-check.ts')).failoverCheck,
  },
  {
    name: 'failover plan',
    summary: 'Plan a promotion and keep the plan in a file',
    load: async () => (await import('./failover-plan.ts')).failoverPlan,
  },
  {
    name: 'failover promote',
    summary: 'Move a database and its traffic to another cloud',
    load: async () => (await import('./failover-promote.ts')).failoverPromote,
  },
  {
    name: 'failover resume',
    summary: 'Go on with a promotion that was cut off',
    load: async () => (await import('./failover-resume.ts')).failoverResume,
  },
  {
    name: 'failover abort',
    summary: 'Take back a promotion before its commit point',
    load: async () => (await import('./failover-abort.ts')).failoverAbort,
  },
  {
    name: 'failover rejoin',
    summary: 'Rebuild a returned primary, or a broken replica, as a replica',
    load: async () => (await import('./failover-rejoin.ts')).failoverRejoin,
  },
  {
    name: 'failover failback',
    summary: "Move a database back to the platform file's primary",
    load: async () => (await import('./failover-failback.ts')).failoverFailback,
  },
  {
    name: 'failover settle',
    summary: 'Clear the debts that promotions left behind',
    load: async () => (await import('./failover-settle.ts')).failoverSettle,
  },
  {
    name: 'failover history',
    summary: 'List failovers with their measured RTO and RPO',
    load: async () => (await import('./failover-history.ts')).failoverHistory,
  },
  {
    name: 'failover show',
    summary: 'Show one failover for an audit: approvals, steps, requests, topology, RTO and RPO',
    load: async () => (await import('./failover-show.ts')).failoverShow,
  },
  {
    name: 'failover beat',
    summary: 'Write the heartbeat that a forced promotion goes by',
    load: async () => (await import('./failover-beat.ts')).failoverBeat,
  },
  {
    name: 'sync',
    summary: 'Make buckets and folders alike, verified and resumable',
    load: async () => (await import('./sync.ts')).sync,
  },
  {
    name: 'sync plan',
    summary: 'Show what a sync would copy and delete, and keep it in a file',
    load: async () => (await import('./sync-plan.ts')).syncPlan,
  },
  {
    name: 'sync apply',
    summary: 'Carry a saved sync plan out, exactly',
    load: async () => (await import('./sync-apply.ts')).syncApply,
  },
  {
    name: 'sync verify',
    summary: 'Prove that both sides hold the same',
    load: async () => (await import('./sync-verify.ts')).syncVerify,
  },
  {
    name: 'sync status',
    summary: 'Show when each pair was last alike, and whether that is soon enough',
    load: async () => (await import('./sync-status.ts')).syncStatus,
  },
  {
    name: 'sync resume',
    summary: 'Go on with every sync that was cut off on this machine',
    load: async () => (await import('./sync-resume.ts')).syncResume,
  },
  {
    name: 'sync watch',
    summary: 'Keep pairs alike on their schedules until Ctrl-C',
    load: async () => (await import('./sync-watch.ts')).syncWatch,
  },
  {
    name: 'traffic show',
    summary: 'Show what routed names should answer, and what providers hold and name servers answer',
    load: async () => (await import('./traffic-show.ts')).trafficShow,
  },
  {
    name: 'cost report',
    summary: 'Show what was spent, by cloud, service, tag or time',
    load: async () => (await import('./cost-report.ts')).costReport,
  },
  {
    name: 'cost budget',
    summary: 'Show what is spent of each budget, and what the month will cost',
    load: async () => (await import('./cost-budget.ts')).costBudget,
  },
  {
    name: 'cost forecast',
    summary: 'Show what the rest of the month, or the coming days, will cost',
    load: async () => (await import('./cost-forecast.ts')).costForecast,
  },
  {
    name: 'cost anomalies',
    summary: 'Show days on which a service cost more than expected',
    load: async () => (await import('./cost-anomalies.ts')).costAnomalies,
  },
  {
    name: 'cost allocate',
    summary: 'Share out costs by environment or by service',
    load: async () => (await import('./cost-allocate.ts')).costAllocate,
  },
  {
    name: 'cost estimate',
    summary: 'Show what a plan, a bundle or a unit will cost a month, and how much more than now',
    load: async () => (await import('./cost-estimate.ts')).costEstimate,
  },
  {
    name: 'cost gate',
    summary: 'Hold the cost of a Terraform plan against limits',
    load: async () => (await import('./cost-gate.ts')).costGate,
  },
  {
    name: 'cost compare',
    summary: 'Price the same workload on each cloud',
    load: async () => (await import('./cost-compare.ts')).costCompare,
  },
  {
    name: 'cost optimize',
    summary: 'Show what would make the resources of a Terraform plan cheaper',
    load: async () => (await import('./cost-optimize.ts')).costOptimize,
  },
  {
    name: 'cost prices show',
    summary: 'Show the prices that estimates go by, and where each comes from',
    load: async () => (await import('./cost-prices-show.ts')).costPricesShow,
  },
  {
    name: 'cost prices update',
    summary: "Renew the price file from the clouds' own price APIs",
    load: async () => (await import('./cost-prices-update.ts')).costPricesUpdate,
  },
  {
    name: 'runs list',
    summary: 'List what was changed, when, by whom, and what is unfinished',
    load: async () => (await import('./runs-list.ts')).runsList,
  },
  {
    name: 'runs show',
    summary: 'Show one run step by step, and the command that ends it',
    load: async () => (await import('./runs-show.ts')).runsShow,
  },
  ...LAB_COMMANDS,
  {
    name: 'completion',
    summary: 'Print the completion script of a shell',
    load: async () => (await import('./completion.ts')).completion,
  },
]

/** One command with all that its file says. */
export async function loadCommand({ load, ...listed }: Entry): Promise<NamedCommand> {
  return { ...(await load()), ...listed }
}

/** All of them, in the same order: for what describes every command. */
export function loadCatalogue(catalogue: readonly Entry[] = CATALOGUE): Promise<readonly NamedCommand[]> {
  return Promise.all(catalogue.map(loadCommand))
}
