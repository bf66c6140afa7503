import * as z from 'zod/mini'
import { CLOUDS } from '../clouds.ts'
import { referenceTo } from '../references.ts'
import { about, connection, duration, hostPort, listOf, maybe, named, perCloud, text } from './words.ts'

const member = about(
  'One server of the database.',
  z.strictObject({
    instance: about('Name in the control plane of the cloud.', text()),
    region: maybe('Where it differs from the region of the cloud.', text()),
    resourceGroup: maybe('Azure: where it differs from the resource group of the cloud.', text()),
    url: maybe(
      `Connection string of an administrator; by reference, e.g. ${referenceTo('SHOP_DB_AWS')}.`,
      connection(),
    ),
    replicationHost: maybe(
      'host:port by which the other members reach this server; from `url` where absent.',
      hostPort(),
    ),
    caFile: maybe("PEM file of the server's certificate authority; relative to this file.", text()),
  }),
)

const database = about(
  'One database with a writer in one cloud and replicas in others.',
  z.strictObject({
    engine: maybe('Default: postgres.', z.enum(['postgres'])),
    primary: about('The cloud that writes when all is well: exactly one.', z.enum(CLOUDS)),
    members: about('One server a cloud, that of the primary included.', perCloud(member)),
    writers: about(
      'Every role that the application writes with; all of them are fenced.',
      listOf(text(), 'at least one role'),
    ),
    lagThreshold: maybe('Lag above which a replica counts as late. Default: 10s.', duration()),
  }),
)

export const databases = about('Databases by name.', named(database))
