import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LabCloud, LabCloudName, LabDatabase, LabHost } from '../cloud.ts'
import { endpointsOf } from '../demo/client-environment.ts'
import { cloudSeed } from '../demo/cloud-seed.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { LabSettings } from '../settings.ts'
import type { LabHealthProber } from './health-prober.ts'
import { makeHealthProber } from './health-prober.ts'

export type MakeCloud = (host: LabHost) => LabCloud

export interface HostedCloud {
  readonly cloud: LabCloud
  readonly prober: LabHealthProber
  /** Writes what is not on disk yet. */
  flush(): void
  close(): void
}

interface SavedCloud {
  readonly issuedIds: number
  readonly state: unknown
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Brings one cloud to life: its state from disk or the demo seed, its identifiers, its health checks. */
export function hostCloud(input: {
  readonly name: LabCloudName
  readonly make: MakeCloud
  readonly folder: LabFolder
  readonly settings: LabSettings
  readonly database: (instance: string) => LabDatabase | undefined
}): HostedCloud {
  const { name, settings, folder } = input
  const file = stateFile(folder, name)
  const saved = readJsonFile<SavedCloud>(file)
  let issuedIds = saved?.issuedIds ?? 0
  let dirty = false

  const flush = () => {
    if (!dirty) return
    dirty = false
    writeJsonFile(file, { issuedIds, state: cloud.save() } satisfies SavedCloud)
  }
  const host: LabHost = {
    now: () => Date.now(),
    dnsSyncMs: settings.timing.dnsSyncMs,
    transitionMs: settings.timing.transitionMs,
    objectFolder: objectFolder(folder, name),
    baseUrl: () => endpointsOf(settings.network)[name],
    peer: (cloud) => endpointsOf(settings.network)[cloud],
    authority: () => readFileSync(join(folder.client, 'ca.pem'), 'utf8'),
    database: input.database,
    health: (probeId) => prober.health(probeId),
    changed() {
      if (dirty) return
      dirty = true
      // One write for all changes of one request.
      setImmediate(() => {
        flush()
        prober.refresh()
      })
    },
    randomId(length, alphabet = LETTERS_AND_DIGITS) {
      issuedIds += 1
      return randomText(length, alphabet, settings.seed && `${settings.seed}/${name}/${issuedIds}`)
    },
  }
  const cloud = input.make(host)
  const prober = makeHealthProber(() => cloud.probes(), settings.timing.probeSpeedup)
  if (saved) cloud.restore(saved.state)
  else cloud.seed(cloudSeed(name, settings.network))
  dirty = true
  return {
    cloud,
    prober,
    flush,
    close() {
      prober.close()
      flush()
    },
  }
}

/** Removes what is kept of a cloud, so that it is made anew. */
export function forgetCloud(folder: LabFolder, name: LabCloudName): void {
  rmSync(stateFile(folder, name), { force: true })
  rmSync(objectFolder(folder, name), { recursive: true, force: true })
}

function objectFolder(folder: LabFolder, name: LabCloudName): string {
  return join(folder.state, 'objects', name)
}

function stateFile(folder: LabFolder, name: LabCloudName): string {
  return join(folder.state, `cloud-${name}.json`)
}

/** Text over an alphabet: random, or always the same for one seed. */
export function randomText(length: number, alphabet: string, seed: string | undefined): string {
  let text = ''
  for (let block = 0; text.length < length; block++) {
    const bytes =
      seed === undefined ? randomBytes(64) : createHash('sha256').update(`${seed}/${block}`).digest()
    // Values above the last whole multiple are left out, so that each letter is as likely as any other.
    const limit = 256 - (256 % alphabet.length)
    for (const byte of bytes) if (byte < limit) text += alphabet[byte % alphabet.length]
  }
  return text.slice(0, length)
}
