/** The option that the set-up of each cloud has. */
export const IDENTITY_OPTION = {
  identity: {
    type: 'text',
    value: 'NAME',
    default: 'mcloud-deploy',
    summary: 'Name of the identity that deployments act as',
  },
} as const
