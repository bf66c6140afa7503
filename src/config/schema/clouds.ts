import * as z from 'zod'
import { text, url } from './words.ts'

const endpoints = z
  .record(z.string(), url())
  .describe('Endpoint overrides by service (route53, rds, dns, sql, ...), or `default` for all of a cloud.')
const region = text().describe('Home region, e.g. us-east-1, us-central1, eastus.')
const caFile = text().describe(
  'PEM file of a certificate authority trusted for the overridden endpoints; relative to this file.',
)
const common = { region, endpoints: endpoints.optional(), caFile: caFile.optional() }

const aws = z
  .strictObject({
    ...common,
    account: z
      .string({ error: 'twelve digits in quotes' })
      .regex(/^(?:\d{12}|.*\$\{.+\}.*)$/, { error: 'twelve digits in quotes' })
      .optional()
      .describe('Account id: twelve digits in quotes.'),
    profile: text().optional().describe('Profile of the AWS configuration files.'),
  })
  .describe('Amazon Web Services.')

const gcp = z.strictObject({ ...common, project: text().describe('Project id.') }).describe('Google Cloud.')

const azure = z
  .strictObject({
    ...common,
    subscription: text().describe('Subscription id.'),
    resourceGroup: text().optional().describe('Resource group of what names no other.'),
    tenant: text().optional().describe('Directory (tenant) id.'),
  })
  .describe('Microsoft Azure.')

export const clouds = z
  .strictObject({ aws: aws.optional(), gcp: gcp.optional(), azure: azure.optional() })
  .describe('The clouds that the platform lives on.')
