import { CONFLICT_POLICIES } from '../core/sync/conflict-policies.ts'
import { ENGINES } from '../core/sync/engines/mover.ts'
import type { ArgumentSpecs, OptionSpecs } from './command.ts'

/** What is to be synchronised. */
export const SYNC_ARGUMENTS = {
  from: { summary: 'Name of a pair (default: all), or s3://, gs://, az:// or a folder' },
  to: { summary: 'Destination, where an address is given' },
} as const satisfies ArgumentSpecs

/** Options that decide what is copied and deleted; the platform file's say for a pair holds where they are not given. */
export const SYNC_RULES = {
  delete: {
    type: 'flag',
    summary: 'Delete at the destination what the source has not; two-way, what was deleted on the other side',
  },
  maxDelete: {
    type: 'text',
    value: 'N',
    summary: 'Most deletes: 500 or 10% (default: the greater of 100 and 10%)',
  },
  include: {
    type: 'text',
    many: true,
    value: 'PATTERN',
    summary: 'Only keys that fit, e.g. *.jpg or logs/**; may be repeated',
  },
  exclude: { type: 'text', many: true, value: 'PATTERN', summary: 'No keys that fit; may be repeated' },
  minSize: { type: 'text', value: 'SIZE', summary: 'Copy no smaller objects, e.g. 4KiB' },
  maxSize: { type: 'text', value: 'SIZE', summary: 'Copy no larger objects, e.g. 1GiB' },
  changedWithin: { type: 'duration', summary: 'Copy only what was changed within this time, e.g. 2d' },
  compare: {
    type: 'choice',
    choices: ['proof', 'size'],
    summary: 'What makes objects equal: a proof, or their size where no hash is common',
  },
  twoWay: { type: 'flag', summary: 'Keep both sides alike, whichever was changed' },
  conflicts: {
    type: 'choice',
    choices: CONFLICT_POLICIES,
    summary:
      'Two-way: which of two changed objects keeps its name (default: none); the other one is kept beside it',
  },
  storageClass: {
    type: 'text',
    value: 'CLASS',
    summary: "Storage class or access tier, in the vendor's word",
  },
  contentOnly: { type: 'flag', summary: 'Copy no metadata and no tags' },
  bandwidth: { type: 'text', value: 'RATE', summary: 'Most bytes a second, e.g. 20MiB' },
  engine: {
    type: 'choice',
    choices: ENGINES,
    summary:
      'Who moves the bytes (default: builtin): rclone of this machine, or a transfer service of the cloud; mcloud proves the outcome',
  },
  transferRole: {
    type: 'text',
    value: 'ARN',
    summary: 'Managed, from or into S3: role of AWS that the transfer service takes on',
  },
  transferSecret: {
    type: 'text',
    value: 'NAME',
    summary: 'Managed: secret, in the cloud of the service, with the credentials of the source',
  },
  transferKey: {
    type: 'text',
    value: 'ID',
    summary: 'Managed, from Cloud Storage into S3: access id of the HMAC key in that secret',
  },
} as const satisfies OptionSpecs
