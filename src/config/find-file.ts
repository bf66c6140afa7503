import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Environment } from './references.ts'

/** The file's names in the working folder, in the order of the search; no folder above it is looked at. */
const FILE_NAMES = ['mcloud.yaml', 'mcloud.yml', 'mcloud.json'] as const

/** A configuration file as read. */
export interface FoundFile {
  /** Absolute path. */
  readonly path: string
  readonly text: string
  readonly format: 'yaml' | 'json'
}

export interface FileRequest {
  /** From --config; relative to the working folder. */
  readonly configPath?: string
  readonly environment: Environment
  readonly workingFolder: string
}

interface Explorer {
  search(from: string): Promise<Loaded>
}
type Loaded = { readonly filepath: string; readonly config?: string } | null

/**
 * Finds the platform file: --config, MCLOUD_CONFIG, then its names in the working folder.
 * @throws McloudError CONFIG_NOT_FOUND
 */
export async function findPlatformFile(request: FileRequest): Promise<FoundFile> {
  const fromEnvironment = request.environment.MCLOUD_CONFIG
  const named = request.configPath ?? (fromEnvironment === '' ? undefined : fromEnvironment)
  if (named !== undefined) {
    const path = resolve(request.workingFolder, named)
    const found = await attempt(path, async () => ({
      filepath: path,
      config: await readFile(path, 'utf8'),
    }))
    if (found !== undefined) return found
    const from = request.configPath === undefined ? 'MCLOUD_CONFIG' : '--config'
    throw new McloudError({
      code: 'CONFIG_NOT_FOUND',
      message: `${from} names ${path}, which does not exist.`,
    })
  }
  const explorer = await makeExplorer()
  const found = await attempt(request.workingFolder, () => explorer.search(request.workingFolder))
  if (found !== undefined) return found
  throw new McloudError({
    code: 'CONFIG_NOT_FOUND',
    message: `There is no ${FILE_NAMES.join(', ')} in ${request.workingFolder}.`,
  })
}

async function attempt(place: string, load: () => Promise<Loaded>): Promise<FoundFile | undefined> {
  try {
    const loaded = await load()
    if (loaded === null) return undefined
    const format = loaded.filepath.endsWith('.json') ? 'json' : 'yaml'
    return { path: loaded.filepath, text: loaded.config ?? '', format }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const reason = code === 'EISDIR' ? 'it is a folder' : (code ?? 'unknown cause')
    throw new McloudError({ code: 'CONFIG_NOT_FOUND', message: `${place} cannot be read: ${reason}.`, cause })
  }
}

/**
 * cosmiconfig's own entry point first reads a configuration for itself from the current folder, `.config/config.js`
 * included, which would run code. Its explorer alone does not.
 */
async function makeExplorer(): Promise<Explorer> {
  const { Explorer } = (await import('cosmiconfig/dist/Explorer.js')) as unknown as {
    Explorer: new (options: unknown) => Explorer
  }
  const asText = (_path: string, content: string) => content
  return new Explorer({
    moduleName: 'mcloud',
    searchPlaces: FILE_NAMES,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    applyPackagePropertyPathToConfiguration: false,
    loaders: { '.yaml': asText, '.yml': asText, '.json': asText, noExt: asText, default: asText },
    transform: (result: Loaded) => result,
    cache: false,
    metaConfigFilePath: null,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
  })
}
