import * as z from 'zod'
import { CLOUDS } from '../clouds.ts'
import { referenceTo } from '../references.ts'
import { connection, duration, hostPort, named, perCloud, text } from './words.ts'

const member = z
  .strictObject({
    instance: text().describe('Name in the control plane of the cloud.'),
    region: text().optional().describe('Where it differs from the region of the cloud.'),
    resourceGroup: text()
      .optional()
      .describe('Azure: where it differs from the resource group of the cloud.'),
    url: connection()
      .optional()
      .describe(`Connection string of an administrator; by reference, e.g. ${referenceTo('SHOP_DB_AWS')}.`),
    replicationHost: hostPort()
      .optional()
      .describe('host:port by which the other members reach this server; from `url` where absent.'),
    caFile: text()
      .optional()
      .describe("PEM file of the server's certificate authority; relative to this file."),
  })
  .describe('One server of the database.')

export const databases = named(
  z
    .strictObject({
      engine: z.enum(['postgres']).optional().describe('Default: postgres.'),
      primary: z.enum(CLOUDS).describe('The cloud that writes when all is well: exactly one.'),
      members: perCloud(member).describe('One server a cloud, that of the primary included.'),
      writers: z
        .array(text())
        .min(1, { error: 'at least one role' })
        .describe('Every role that the application writes with; all of them are fenced.'),
      lagThreshold: duration().optional().describe('Lag above which a replica counts as late. Default: 10s.'),
    })
    .describe('One database with a writer in one cloud and replicas in others.'),
).describe('Databases by name.')
