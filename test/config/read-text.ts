import { readPlatform } from '../../src/config/read-platform.ts'
import { readUserSettings } from '../../src/config/user-settings.ts'

interface Options {
  readonly format?: 'yaml' | 'json'
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Reads a text as if it stood in /shop/mcloud.yaml. */
export async function readText(text: string, { format = 'yaml', environment = {} }: Options = {}) {
  const source = { path: '/shop/mcloud.yaml', text, format }
  return readPlatform({
    source,
    environment,
    user: await readUserSettings(environment),
    workingFolder: '/shop',
  })
}
