import * as z from 'zod/mini'
import { about, maybe, patterned, text, url } from './words.ts'

const common = () => ({
  region: about('Home region, e.g. us-east-1, us-central1, eastus.', text()),
  endpoints: maybe(
    'Endpoint overrides by service (route53, rds, dns, sql, ...), or `default` for all of a cloud.',
    z.record(z.string(), url()),
  ),
  caFile: maybe(
    'PEM file of a certificate authority trusted for the overridden endpoints; relative to this file.',
    text(),
  ),
})

const aws = about(
  'Amazon Web Services.',
  z.strictObject({
    ...common(),
    account: maybe('Account id: twelve digits in quotes.', patterned('\\d{12}', 'twelve digits in quotes')),
    profile: maybe('Profile of the AWS configuration files.', text()),
  }),
)

const gcp = about('Google Cloud.', z.strictObject({ ...common(), project: about('Project id.', text()) }))

const azure = about(
  'Microsoft Azure.',
  z.strictObject({
    ...common(),
    subscription: about('Subscription id.', text()),
    resourceGroup: maybe('Resource group of what names no other.', text()),
    tenant: maybe('Directory (tenant) id.', text()),
  }),
)

export const clouds = about(
  'The clouds that the platform lives on.',
  z.strictObject({ aws: z.optional(aws), gcp: z.optional(gcp), azure: z.optional(azure) }),
)
