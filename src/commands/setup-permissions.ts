import { defineCommand } from './command.ts'

/** Prints what mcloud needs in a cloud, in that cloud's own form. */
export const setupPermissions = defineCommand({
  description:
    'What mcloud itself calls for this platform: a policy of IAM for AWS, a custom role for Google Cloud (YAML) and Azure (JSON), as the vendors’ own tools take them. What the Terraform units manage is not in it. With --for setup it is what `setup` and `deploy bootstrap` need instead. Asks no cloud; docs/permissions.md says which command needs what.',
  arguments: { cloud: { summary: 'Cloud', required: true, choices: ['aws', 'gcp', 'azure'] } },
  options: {
    for: {
      type: 'choice',
      choices: ['operate', 'setup'],
      default: 'operate',
      summary: 'Daily work, or making what deployments need (default: operate)',
    },
  },
  examples: [
    { command: 'mcloud setup permissions aws', means: 'a policy for `aws iam create-policy`' },
    {
      command: 'mcloud setup permissions azure --for setup',
      means: 'a role for who runs `mcloud setup azure`',
    },
  ],
  run: async ({ arguments: { cloud }, options }, context) =>
    (await import('../core/permissions/policy.ts')).policyCommand(
      { cloud: cloud as 'aws' | 'gcp' | 'azure', purpose: options.for === 'setup' ? 'set up' : 'operate' },
      context,
    ),
  human: ({ data }, page) => page.line(data.text),
})
