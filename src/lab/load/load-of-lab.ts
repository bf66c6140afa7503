import { join, resolve } from 'node:path'
import { DEMO, LAB_CLOUDS } from '../demo/facts.ts'
import { LabError } from '../lab-error.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { LabSettings } from '../settings.ts'
import { readSettings } from '../settings.ts'
import { readLoadLog } from './load-log.ts'
import type { LoadSettings } from './run-load.ts'
import type { LoadVerification } from './verify-load.ts'
import { verifyLoad } from './verify-load.ts'

/** Where the log goes when none is named. */
export function loadLogPath(folder: LabFolder, log: string | undefined, workingFolder: string): string {
  return log === undefined ? join(folder.client, 'load.jsonl') : resolve(workingFolder, log)
}

/** A load on the routed name of this lab. */
export function labLoadSettings(
  folder: LabFolder,
  wanted: Pick<LoadSettings, 'ratePerSecond' | 'clients' | 'log' | 'durationMs'>,
): LoadSettings {
  const { hosts, ports } = settingsOf(folder).network
  return {
    ...wanted,
    name: DEMO.applicationName,
    port: ports.application,
    nameServers: LAB_CLOUDS.map((cloud) => ({ host: hosts[cloud], port: ports.dns })),
  }
}

/** Compares a log with the primary of this lab. */
export async function verifyLabLoad(folder: LabFolder, log: string): Promise<LoadVerification> {
  const { network, secrets } = settingsOf(folder)
  return await verifyLoad(readLoadLog(log), (cloud) => ({
    host: network.hosts[cloud],
    port: network.ports.database,
    user: DEMO.adminUser,
    password: secrets.adminPassword,
    database: DEMO.database,
  }))
}

function settingsOf(folder: LabFolder): LabSettings {
  const settings = readSettings(folder)
  if (!settings) throw new LabError(`there is no lab in ${folder.root}`, 'Make one with `mcloud lab up`.')
  return settings
}
