import { mkdirSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { writePrivateFile } from '../json-file.ts'
import type { LabFolder } from '../lab-folder.ts'
import type { LabSettings } from '../settings.ts'
import { clientEnvironment, clientFiles, exportLines } from './client-environment.ts'
import { kubeconfig } from './kubeconfig.ts'
import { platformFile } from './platform-file.ts'

/** Writes what an operator holds: platform file, credentials, certificate authority and `env.sh`. */
export async function writeClientFolder(
  folder: LabFolder,
  settings: LabSettings,
  authority: string,
): Promise<void> {
  mkdirSync(folder.client, { recursive: true, mode: 0o700 })
  mkdirSync(folder.coordination, { recursive: true, mode: 0o700 })
  const files = clientFiles(folder)
  writePrivateFile(files.platform, await platformFile(folder, settings))
  writePrivateFile(files.authority, authority)
  writePrivateFile(files.authorities, [...rootCertificates, authority].join('\n'))
  writePrivateFile(files.gcpToken, `${settings.secrets.gcpToken}\n`)
  writePrivateFile(files.azureToken, `${settings.secrets.azureToken}\n`)
  writePrivateFile(files.kubeconfig, await kubeconfig(settings))
  const lines = exportLines(clientEnvironment(folder, settings))
  writePrivateFile(files.environment, `${lines.join('\n')}\n`)
}
