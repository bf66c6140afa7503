import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { McloudError } from '../errors/mcloud-error.ts'
import { makeFolder, writeSynced } from './durable-files.ts'

/** The variable that holds the key where what is sealed travels between machines. */
export const BUNDLE_KEY_VARIABLE = 'MCLOUD_BUNDLE_KEY'

const MAGIC = 'mcloud-bundle-1'
const SHORTEST_KEY = 16
const SALT_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16

type Environment = Readonly<Record<string, string | undefined>>

/**
 * A value as text that only the key opens: AES-256-GCM over the compressed JSON, with the header as additional data,
 * so that no byte can be another and still be opened. The key comes from MCLOUD_BUNDLE_KEY, else from a file of this user.
 */
export async function seal(environment: Environment, value: unknown): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const nonce = randomBytes(NONCE_BYTES)
  const header = Buffer.concat([Buffer.from(`${MAGIC}\n`), salt, nonce])
  const cipher = createCipheriv('aes-256-gcm', await keyOf(environment, salt, true), nonce)
  cipher.setAAD(header)
  const plain = await promisify(gzip)(JSON.stringify(value))
  const sealed = Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  return `${sealed.toString('base64')}\n`
}

/** What was sealed; `what` names it in messages. @throws McloudError PLAN_INVALID where one byte is another, or the key is */
export async function unseal(environment: Environment, text: string, what: string): Promise<unknown> {
  const sealed = Buffer.from(text.slice(0, -1), 'base64')
  const head = MAGIC.length + 1 + SALT_BYTES + NONCE_BYTES
  // Decoding base64 is lenient: what does not come out the same was touched.
  const isWhole = `${sealed.toString('base64')}\n` === text && sealed.length > head + TAG_BYTES
  if (!isWhole || sealed.subarray(0, MAGIC.length + 1).toString() !== `${MAGIC}\n`)
    throw invalid(`${what} is no bundle of mcloud, or was changed.`)
  const salt = sealed.subarray(MAGIC.length + 1, MAGIC.length + 1 + SALT_BYTES)
  const nonce = sealed.subarray(head - NONCE_BYTES, head)
  const decipher = createDecipheriv('aes-256-gcm', await keyOf(environment, salt, false), nonce)
  decipher.setAAD(sealed.subarray(0, head))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const packed = Buffer.concat([decipher.update(sealed.subarray(head, -TAG_BYTES)), decipher.final()])
    return JSON.parse((await promisify(gunzip)(packed)).toString('utf8'))
  } catch (cause) {
    throw invalid(`${what} was changed after it had been sealed, or was sealed with another key.`, cause)
  }
}

async function keyOf(environment: Environment, salt: Buffer, make: boolean): Promise<Buffer> {
  const given = environment[BUNDLE_KEY_VARIABLE]
  if (given !== undefined && given.length < SHORTEST_KEY)
    throw new McloudError({
      code: 'USAGE',
      message: `${BUNDLE_KEY_VARIABLE} is shorter than ${SHORTEST_KEY} characters.`,
      hint: 'Give it a long random value, e.g. from `openssl rand -hex 32`.',
    })
  return scryptSync(given ?? (await ownKey(environment, make)), salt, 32)
}

/** A key of this user, made when it is first needed. */
async function ownKey(environment: Environment, make: boolean): Promise<string> {
  const state = environment.XDG_STATE_HOME
  const home = environment.HOME ?? homedir()
  const base = state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state')
  const file = join(base, 'mcloud', 'bundle.key')
  const there = await readFile(file, 'utf8').catch(() => undefined)
  if (there !== undefined) return there.trim()
  if (!make)
    throw invalid(
      `There is no key to open the bundle with: set ${BUNDLE_KEY_VARIABLE} to the value it was sealed with.`,
    )
  await makeFolder(dirname(file))
  const key = randomBytes(32).toString('hex')
  try {
    await writeSynced(file, `${key}\n`)
    return key
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return (await readFile(file, 'utf8')).trim()
    throw error
  }
}

function invalid(message: string, cause?: unknown): McloudError {
  return new McloudError({ code: 'PLAN_INVALID', message, ...(cause === undefined ? {} : { cause }) })
}
