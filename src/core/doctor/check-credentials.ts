import type { Cloud } from '../../config/clouds.ts'
import type { CloudSettings, Platform } from '../../config/platform.ts'
import type { DoctorPorts } from './doctor-ports.ts'
import type { Finding } from './finding.ts'
import { fine, look } from './finding.ts'

const IDENTITY_TIMEOUT_MS = 10_000

/** Asks each cloud of the platform whom the credentials speak for. */
export async function checkCredentials(
  platform: Platform,
  ports: Pick<DoctorPorts, 'providers' | 'call'>,
): Promise<readonly Finding[]> {
  const clouds = Object.entries(platform.clouds) as [Cloud, CloudSettings][]
  return Promise.all(
    clouds.map(([cloud, settings]) => {
      const subject = {
        area: 'credentials',
        name: cloud,
        neededBy: ['status', 'traffic', 'failover'],
      } as const
      return look(subject, async (): Promise<Finding> => {
        const provider = await (await ports.providers()).get(cloud)
        const identity = await provider.can.identity?.whoAmI(ports.call(IDENTITY_TIMEOUT_MS))
        if (identity === undefined)
          return { ...subject, state: 'absent', detail: 'cannot tell whose they are' }
        const wanted = settings.account ?? settings.project ?? settings.subscription
        if (wanted !== undefined && wanted !== identity.account) {
          return {
            ...subject,
            state: 'fault',
            detail: `they speak for ${identity.account}, the platform file names ${wanted}`,
            next: 'Use credentials of the named account, or correct the platform file.',
          }
        }
        return fine(subject, `${identity.principal} in ${identity.account}`)
      })
    }),
  )
}
