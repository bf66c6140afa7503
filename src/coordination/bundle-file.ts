import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Bundle } from '../core/deploy/bundle.ts'
import type { BundleFiles } from '../core/deploy/deploy-ports.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { replaceSynced } from './durable-files.ts'
import { seal, unseal } from './sealed-text.ts'

/** Bundles in files, sealed. */
export function makeBundleFiles(
  environment: Readonly<Record<string, string | undefined>>,
  workingFolder: string,
): BundleFiles {
  return {
    save: async (file, bundle) => {
      const sealed = await seal(environment, bundle)
      await replaceSynced(resolve(workingFolder, file), sealed).catch((cause) => {
        throw new McloudError({
          code: 'STORE_FAILED',
          message: `The bundle could not be written: ${(cause as Error).message}.`,
          hint: 'Name a file in a folder that is there and has room.',
          cause,
        })
      })
    },
    load: async (file) => {
      const text = await readFile(resolve(workingFolder, file), 'latin1').catch((cause) => {
        const message = `The bundle cannot be read: ${(cause as Error).message}.`
        throw new McloudError({ code: 'PLAN_INVALID', message, cause })
      })
      return (await unseal(environment, text, file)) as Bundle
    },
  }
}
