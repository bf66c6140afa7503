import { LabError } from '../lab-error.ts'
import type { ControlHandlers } from './control-server.ts'
import type { World } from './world.ts'
import { describeWorld } from './world-status.ts'

const MOST_LAG_MS = 5 * 60_000

/** What the daemon does for the commands. */
export function makeControlHandlers(world: World, startedMs: number, stop: () => void): ControlHandlers {
  const status = () => describeWorld(world, startedMs)
  return {
    status,
    async stop() {
      // After the answer is on its way.
      setImmediate(stop)
      return {}
    },
    async fail({ cloud, scope, mode }) {
      await world.regions[cloud].fail(scope, mode)
      return await status()
    },
    async heal({ cloud }) {
      await world.regions[cloud].heal()
      world.throttles[cloud].clear()
      await world.lag.set(cloud, 0)
      return await status()
    },
    async lag({ cloud, lagMs }) {
      if (lagMs > MOST_LAG_MS) throw new LabError('the lab holds a replica back by 5 minutes at most')
      await world.lag.set(cloud, lagMs)
      return await status()
    },
    async throttle({ cloud, service, ratePerSecond, forMs }) {
      const services = world.clouds.get(cloud)?.cloud.services ?? []
      if (!services.includes(service))
        throw new LabError(
          `${cloud} has no API ${service} in the lab`,
          `It has ${[...services].sort().join(', ')}.`,
        )
      world.throttles[cloud].set(service, ratePerSecond, Date.now() + forMs)
      return await status()
    },
  }
}
