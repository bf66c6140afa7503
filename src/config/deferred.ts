import { McloudError } from '../errors/mcloud-error.ts'
import { type Path, pathText } from './mistake.ts'
import { referencesIn } from './references.ts'

/**
 * Makes each text that still refers to an unset environment variable throw when it is read, so that a variable
 * missing for one cloud stops only the commands that need it, and is never mistaken for an absent setting.
 */
export function deferMissing<T>(value: T, path: Path = []): T {
  if (value === null || typeof value !== 'object') return value
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key]
    if (typeof item !== 'string') deferMissing(item, at)
    else if (referencesIn(item).length > 0) {
      Object.defineProperty(value, key, {
        enumerable: true,
        configurable: true,
        get: () => {
          throw missing(at, referencesIn(item))
        },
      })
    }
  }
  return value
}

function missing(path: Path, names: readonly string[]): McloudError {
  const which =
    names.length === 1 ? `variable ${names[0]}, which is` : `variables ${names.join(', ')}, which are`
  return new McloudError({
    code: 'CONFIG_INVALID',
    message: `${pathText(path)} needs the environment ${which} not set.`,
    hint: `Set ${names.join(', ')} and repeat the command.`,
  })
}
