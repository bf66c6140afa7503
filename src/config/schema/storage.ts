import * as z from 'zod/mini'
import { BYTES_PATTERN } from '../bytes.ts'
import { CLOUDS } from '../clouds.ts'
import { about, duration, exactly, maybe, named, patterned, perCloud, text } from './words.ts'

const share = () => exactly(/^\d+(?:\.\d+)?%?$/, 'a number of objects such as 500, or a share such as 10%')

const rules = {
  every: maybe('How often it is synchronised by `mcloud sync watch`; at once where 0s.', duration()),
  deletes: maybe('Whether what is deleted at the source is deleted at the destination too.', z.boolean()),
  maxDelete: maybe('Deletes that one run may carry out (default: the greater of 100 and 10%).', share()),
  include: maybe('Patterns of keys that take part; `*` stops at a slash, `**` does not.', z.array(text())),
  exclude: maybe('Patterns of keys that do not.', z.array(text())),
  engine: maybe(
    'Who moves the bytes: mcloud itself (the default), rclone of the machine, or the transfer service of the destination; `--engine` goes before it.',
    z.enum(['builtin', 'rclone', 'managed']),
  ),
}

/** Buckets kept alike. */
export const storage = about(
  'Buckets kept alike, and how soon.',
  named(
    z.strictObject({
      buckets: about(
        'Bucket in each cloud; in Azure `account/container`. With one cloud there is nothing to synchronise.',
        perCloud(text()),
      ),
      direction: maybe(
        'one-way: from the source to all others; two-way: between the first cloud and each other one.',
        z.enum(['one-way', 'two-way']),
      ),
      source: maybe('One-way only.', z.enum(CLOUDS)),
      prefix: maybe('Only keys that begin so, e.g. uploads/.', text()),
      conflicts: maybe(
        'Two-way: which of two changed objects keeps its name; the other one is kept under another.',
        z.enum(['none', 'newer', 'older', 'larger', 'smaller', 'first', 'second']),
      ),
      compare: maybe(
        'proof: equal only by hash or verified copy; size: equal sizes are enough where no hash is common.',
        z.enum(['proof', 'size']),
      ),
      bandwidth: maybe(
        'Limit of a run, e.g. 20MiB for 20 MiB a second.',
        patterned(BYTES_PATTERN, 'a size such as 20MiB'),
      ),
      storageClass: maybe(
        "Storage class or access tier in each cloud, in the vendor's word.",
        perCloud(text()),
      ),
      transferRole: maybe(
        'managed: role of AWS that a transfer service takes on, as `--transfer-role`.',
        text(),
      ),
      transferSecret: maybe(
        'managed: secret that a transfer service reads the other cloud by, as `--transfer-secret`.',
        text(),
      ),
      transferKey: maybe('managed: access id of the HMAC key in that secret, as `--transfer-key`.', text()),
      metadata: maybe('Keep content type, cache control, metadata and so on.', z.boolean()),
      tags: maybe('Keep tags.', z.boolean()),
      ...rules,
      classes: maybe(
        'Sync classes by name, each below a prefix of its own.',
        named(z.strictObject({ prefix: about('Keys of the class begin so.', text()), ...rules })),
      ),
      lifecycle: maybe('Kept for the deployment of the buckets.', z.boolean()),
      encrypted: maybe('Kept for the deployment of the buckets.', z.boolean()),
    }),
  ),
)
