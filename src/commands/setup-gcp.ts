import { defineCommand } from './command.ts'
import { IDENTITY_OPTION } from './setup-options.ts'

/** Prepares a Google Cloud project. */
export const setupGcp = defineCommand({
  description:
    'Says whose the credentials are, enables the services that mcloud and the units (`apis`) need, makes the buckets that the platform file names for states, and a service account that may read and write exactly those (and the bucket of the run lock). What the units manage needs roles of its own: name them with --grant. Safe to repeat: what is there and as it should be is left alone.',
  risk: 'moderate',
  options: {
    ...IDENTITY_OPTION,
    grant: {
      type: 'text',
      many: true,
      value: 'ROLE',
      summary: 'Role on the project that the account gets besides',
    },
    trust: {
      type: 'text',
      many: true,
      value: 'MEMBER',
      summary: 'Who may act as the account, e.g. user:ana@example.com',
    },
    service: {
      type: 'text',
      many: true,
      value: 'NAME',
      summary: 'One more service to enable',
    },
  },
  examples: [
    { command: 'mcloud setup gcp --dry-run', means: 'say what is there and what is missing' },
    {
      command: 'mcloud setup gcp --grant roles/compute.networkAdmin --trust group:platform@example.com --yes',
      means: 'make what is missing; the units manage networks',
    },
  ],
  run: async ({ options }, context) =>
    (await import('../core/groundwork/setup.ts')).setupCommand(
      {
        cloud: 'gcp',
        identity: options.identity,
        grants: options.grant,
        trusted: options.trust,
        services: options.service,
      },
      context,
    ),
  human: async ({ data }, page) => (await import('./groundwork-view.ts')).groundworkPage(page, data),
})
