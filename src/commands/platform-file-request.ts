import type { FileRequest } from '../config/find-file.ts'
import type { Context } from './command.ts'

/** Where the platform file of this command line is looked for. */
export function platformFileRequest(
  { environment, workingFolder, global }: Pick<Context, 'environment' | 'workingFolder' | 'global'>,
  configPath: string | undefined = global.config,
): FileRequest {
  return { environment, workingFolder, ...(configPath === undefined ? {} : { configPath }) }
}
