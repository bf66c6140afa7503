import { runApplication } from '../../src/lab/application/application.ts'
import { runDaemon } from '../../src/lab/daemon/daemon.ts'
import { makePlainLabCloud } from './plain-lab-cloud.ts'

/** The lab's processes with the test double in place of the three clouds' wire servers. */
const [, , kind, file = ''] = process.argv
if (kind === 'application') await runApplication(file)
if (kind === 'daemon') {
  await runDaemon(file, async () => ({
    aws: makePlainLabCloud('aws'),
    gcp: makePlainLabCloud('gcp'),
    azure: makePlainLabCloud('azure'),
  }))
}
