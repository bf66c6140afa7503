import * as z from 'zod/mini'
import { platformFile } from './schema.ts'

/** The JSON Schema of the platform file, for editors. */
export function platformFileJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(platformFile, { io: 'input' }), title: 'mcloud platform file' }
}
