import type { LabFolder } from '../lab-folder.ts'
import type { LabNetwork } from '../network.ts'
import { findPostgres } from '../postgres/binaries.ts'
import { chooseDataRoot, openDataRoot } from '../postgres/data-root.ts'
import { runnableBinaries } from '../postgres/runnable-binaries.ts'
import type { ServiceAccount } from '../service-account.ts'
import type { LabSettings } from '../settings.ts'
import { DEFAULT_TIMING, makeSecrets, writeSettings } from '../settings.ts'
import type { StartRequest } from './start-request.ts'

/**
 * The settings of a lab, made and written at its first start; later starts may change its timing only.
 * @throws LabError when there is no PostgreSQL that can run
 */
export function worldSettings(
  request: StartRequest,
  folder: LabFolder,
  kept: LabSettings | undefined,
  network: LabNetwork,
  account: ServiceAccount | undefined,
): LabSettings {
  const settings = kept
    ? { ...kept, timing: { ...kept.timing, ...request.timing } }
    : makeSettings(request, folder, network, account)
  writeSettings(folder, settings)
  openDataRoot(folder, settings.postgres.dataRoot, account)
  return settings
}

function makeSettings(
  request: StartRequest,
  folder: LabFolder,
  network: LabNetwork,
  account: ServiceAccount | undefined,
): LabSettings {
  const found = findPostgres(request.postgresVersion, request.environment)
  const dataRoot = chooseDataRoot(folder, account)
  openDataRoot(folder, dataRoot, account)
  return {
    createdAt: new Date().toISOString(),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    timing: { ...DEFAULT_TIMING, ...request.timing },
    postgres: { version: found.version, bin: runnableBinaries(found, account, dataRoot), dataRoot },
    network,
    secrets: makeSecrets(),
  }
}
