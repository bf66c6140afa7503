import { defineCommand } from './command.ts'
import { IDENTITY_OPTION } from './setup-options.ts'

/** Prepares an AWS account. */
export const setupAws = defineCommand({
  description:
    'Says whose the credentials are, makes the S3 buckets that the platform file names for states, and an IAM role that may read and write exactly those (and the bucket of the run lock). What the units manage needs policies of its own: name them with --grant. Safe to repeat: what is there and as it should be is left alone.',
  risk: 'moderate',
  options: {
    ...IDENTITY_OPTION,
    grant: {
      type: 'text',
      many: true,
      value: 'ARN',
      summary: 'Policy that the role gets besides',
    },
    trust: {
      type: 'text',
      many: true,
      value: 'ARN',
      summary: 'Who may assume the role (default: the account, by its own policies)',
    },
  },
  examples: [
    { command: 'mcloud setup aws --dry-run', means: 'say what is there and what is missing' },
    {
      command: 'mcloud setup aws --grant arn:aws:iam::aws:policy/AmazonVPCFullAccess --yes',
      means: 'make what is missing; the units manage networks',
    },
  ],
  run: async ({ options }, context) =>
    (await import('../core/groundwork/setup.ts')).setupCommand(
      {
        cloud: 'aws',
        identity: options.identity,
        grants: options.grant,
        trusted: options.trust,
        services: [],
      },
      context,
    ),
  human: async ({ data }, page) => (await import('./groundwork-view.ts')).groundworkPage(page, data),
})
