import { randomBytes } from 'node:crypto'
import type { LabCloudName } from './cloud.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import type { LabFolder } from './lab-folder.ts'
import type { LabNetwork } from './network.ts'

/** Everything of a lab that stays the same until `lab reset`. Holds secrets: its file is readable by the owner only. */
export interface LabSettings {
  readonly createdAt: string
  /** Makes the clouds' identifiers reproducible. */
  readonly seed?: string
  readonly timing: LabTiming
  readonly postgres: { readonly version: string; readonly bin: string; readonly dataRoot: string }
  readonly network: LabNetwork
  readonly secrets: LabSecrets
}

/** How the lab's time differs from the clouds' own; printed wherever a figure depends on it. */
export interface LabTiming {
  /** How long a DNS change stays pending. */
  readonly dnsSyncMs: number
  /** How long an instance takes to stop or start at the least. */
  readonly transitionMs: number
  /** Health checks run so many times as often as their interval says. */
  readonly probeSpeedup: number
}

export interface LabSecrets {
  readonly adminPassword: string
  readonly applicationPassword: string
  readonly replicationPassword: string
  readonly gcpToken: string
  readonly azureToken: string
}

export const DEFAULT_TIMING: LabTiming = { dnsSyncMs: 60, transitionMs: 200, probeSpeedup: 30 }

/** Fresh random passwords and tokens. */
export function makeSecrets(): LabSecrets {
  const password = () => randomBytes(18).toString('base64url')
  return {
    adminPassword: password(),
    applicationPassword: password(),
    replicationPassword: password(),
    gcpToken: `ya29.lab-${password()}`,
    azureToken: azureToken(),
  }
}

export function readSettings(folder: LabFolder): LabSettings | undefined {
  return readJsonFile<LabSettings>(folder.settings)
}

export function writeSettings(folder: LabFolder, settings: LabSettings): void {
  writeJsonFile(folder.settings, settings)
}

/** PostgreSQL URL of a role on the server of one cloud. */
export function databaseUrl(
  settings: LabSettings,
  cloud: LabCloudName,
  user: string,
  password: string,
  database: string,
): string {
  const { hosts, ports } = settings.network
  return `postgresql://${user}:${encodeURIComponent(password)}@${hosts[cloud]}:${ports.database}/${database}`
}

/** An unsigned JSON Web Token: clients of Azure read the claims of the token they are given. */
function azureToken(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = {
    aud: 'https://management.azure.com/',
    tid: '00000000-0000-0000-0000-0000000000aa',
    oid: '00000000-0000-0000-0000-0000000000bb',
    upn: 'operator@shop.test',
    jti: randomBytes(12).toString('base64url'),
  }
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.${randomBytes(24).toString('base64url')}`
}
