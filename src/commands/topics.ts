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
