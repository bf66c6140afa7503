import { defineCommand } from './command.ts'
import { IDENTITY_OPTION } from './setup-options.ts'

/** Prepares an Azure subscription. */
export const setupAzure = defineCommand({
  description:
    'Says whose the credentials are, registers the resource providers that mcloud needs, makes the resource group where it is not there, the storage accounts and containers that the platform file names for states, and a user-assigned managed identity that may read and write exactly those containers (and that of the run lock). What the units manage needs roles of its own: name them with --grant. Safe to repeat: what is there and as it should be is left alone.',
  risk: 'moderate',
  options: {
    ...IDENTITY_OPTION,
    grant: {
      type: 'text',
      many: true,
      value: 'ROLE-ID',
      summary: 'Role definition on the resource group that the identity gets besides',
    },
    service: {
      type: 'text',
      many: true,
      value: 'NAMESPACE',
      summary: 'One more resource provider to register',
    },
  },
  examples: [
    { command: 'mcloud setup azure --dry-run', means: 'say what is there and what is missing' },
    {
      command: 'mcloud setup azure --grant 4d97b98b-1d4f-4787-a291-c67834d212e7 --yes',
      means: 'make what is missing; the units manage networks (Network Contributor)',
    },
  ],
  run: async ({ options }, context) =>
    (await import('../core/groundwork/setup.ts')).setupCommand(
      {
        cloud: 'azure',
        identity: options.identity,
        grants: options.grant,
        trusted: [],
        services: options.service,
      },
      context,
    ),
  human: async ({ data }, page) => (await import('./groundwork-view.ts')).groundworkPage(page, data),
})
