import type { Platform } from '../../config/platform.ts'
import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { fine, look } from './finding.ts'

/** Reads the list of runs from the coordination store. */
export async function checkStore(
  platform: Platform,
  ports: Pick<DoctorPorts, 'store'>,
): Promise<readonly Finding[]> {
  const subject = { area: 'store', name: 'coordination', neededBy: ['failover', 'runs', 'status'] } as const
  if (platform.coordination === undefined) {
    const next = 'Add a `coordination` section to the platform file.'
    return [{ ...subject, state: 'fault', detail: 'the platform file names no coordination store', next }]
  }
  return [
    await look(subject, async () => {
      const store = await ports.store()
      await store.list('')
      return fine(subject, `${store.describe} can be read`)
    }),
  ]
}
