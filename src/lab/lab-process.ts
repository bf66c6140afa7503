/**
 * Where every background process of the lab begins: `daemon FOLDER`, `application SETTINGS` or `load SETTINGS`.
 * It is an entry of the bundle beside the command line.
 */
async function start([, , kind, file = '']: readonly string[]): Promise<void> {
  switch (kind) {
    case 'daemon': {
      const { loadClouds } = await import('./daemon/load-clouds.ts')
      await (await import('./daemon/daemon.ts')).runDaemon(file, loadClouds)
      break
    }
    case 'application':
      await (await import('./application/application.ts')).runApplication(file)
      break
    case 'load':
      await (await import('./load/background-load.ts')).runBackgroundLoad(file)
      break
    default:
      process.stderr.write('This is a part of `mcloud lab`; it is not run by hand.\n')
      process.exitCode = 2
  }
}

void start(process.argv)
