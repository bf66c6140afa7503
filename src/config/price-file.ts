import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { McloudError } from '../errors/mcloud-error.ts'
import { costSettings } from './cost-settings.ts'
import type { Platform } from './platform.ts'

/** A price file as it was read, still to be checked. */
export interface ReadPriceFile {
  readonly path: string
  readonly content: unknown
}

/** The absolute path of the price file that a platform names; undefined where it goes by the shipped prices. */
export function priceFileOf(platform: Platform): string | undefined {
  const { prices } = costSettings(platform)
  if (prices === undefined) return undefined
  return resolve(platform.file === undefined ? '.' : dirname(platform.file), prices)
}

/**
 * Reads a price file; undefined where there is none.
 * @throws McloudError PRICES_INVALID for what cannot be read or is no JSON
 */
export async function readPriceFile(path: string): Promise<ReadPriceFile | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new McloudError({
      code: 'PRICES_INVALID',
      message: `${path} cannot be read: ${cause.code}.`,
      cause,
    })
  })
  if (text === undefined) return undefined
  try {
    return { path, content: JSON.parse(text) as unknown }
  } catch (cause) {
    throw new McloudError({ code: 'PRICES_INVALID', message: `${path} is not JSON.`, cause })
  }
}

/** @throws McloudError PRICES_INVALID where the file is missing */
export async function needPriceFile(path: string): Promise<ReadPriceFile> {
  const file = await readPriceFile(path)
  if (file !== undefined) return file
  throw new McloudError({
    code: 'PRICES_INVALID',
    message: `There is no price file ${path}.`,
    hint: 'Make it with: mcloud cost prices update',
  })
}
