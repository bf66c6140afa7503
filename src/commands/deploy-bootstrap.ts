import { defineCommand } from './command.ts'

/** Makes the state backends that the platform file names. */
export const deployBootstrap = defineCommand({
  description:
    'S3 buckets with versions, encryption and a block of public access; Cloud Storage buckets with versions, uniform access and public access prevention; storage accounts with versions and without public access, their containers and resource groups. What is there and as it should be is left alone.',
  risk: 'moderate',
  options: {
    cloud: { type: 'cloud', many: true, summary: 'Only backends of this cloud' },
    state: {
      type: 'text',
      many: true,
      value: 'NAME',
      summary: 'Only this one of `deploy.state`',
    },
  },
  examples: [
    { command: 'mcloud deploy bootstrap --dry-run', means: 'say what is missing' },
    { command: 'mcloud deploy bootstrap --cloud aws --yes', means: 'make what is missing in S3, unattended' },
  ],
  run: async ({ options }, context) =>
    (await import('../core/groundwork/bootstrap.ts')).bootstrapCommand(
      { clouds: options.cloud, states: options.state },
      context,
    ),
  human: async ({ data }, page) => (await import('./groundwork-view.ts')).groundworkPage(page, data),
})
