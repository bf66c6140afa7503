import type { Tools } from '../core/ports.ts'

/** Finds programs on the PATH; execa is loaded when the first one is asked. */
export function makeTools(environment: Readonly<Record<string, string | undefined>>): Tools {
  return {
    nodeVersion: process.versions.node,
    find: async (name, versionArguments, call) => {
      const path = await findOnPath(name, environment.PATH ?? '')
      if (path === undefined) return undefined
      const { execa } = await import('execa')
      const ran = await execa(path, [...versionArguments], {
        reject: false,
        all: true,
        stdin: 'ignore',
        // Terraform would ask its maker for news before it says its version.
        env: { CHECKPOINT_DISABLE: '1' },
        timeout: Math.max(1, call.deadlineMs - Date.now()),
        cancelSignal: call.signal,
      })
      const version = ran.failed ? undefined : /\d+\.\d+(\.\d+)?/.exec(ran.all)?.[0]
      return { path, ...(version !== undefined && { version }) }
    },
  }
}

async function findOnPath(name: string, path: string): Promise<string | undefined> {
  const [{ access, constants }, { delimiter, join }] = await Promise.all([
    import('node:fs/promises'),
    import('node:path'),
  ])
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name)
    const runnable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runnable) return candidate
  }
  return undefined
}
