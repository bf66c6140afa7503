import type { LabCloudName } from '../cloud.ts'
import { DEMO, forEachCloud, LAB_CLOUDS } from '../demo/facts.ts'
import { withClient } from '../postgres/connect.ts'
import type { DatabaseFleet } from '../postgres/database-fleet.ts'

const LOOK_EVERY_MS = 500

/**
 * How far each cloud's replica is held behind. A subscription is known to its publisher only by name, so while
 * there is any lag the servers are asked which subscriptions are theirs: a promotion makes new ones.
 */
export function makeLagTable(fleet: DatabaseFleet) {
  const lagMs = forEachCloud(() => 0)
  const ownerOf = new Map<string, LabCloudName>()
  let timer: NodeJS.Timeout | undefined

  const look = async () => {
    await Promise.all(
      LAB_CLOUDS.filter((cloud) => fleet.servers[cloud].running()).map(async (cloud) => {
        const names = await withClient(
          fleet.login(cloud, DEMO.database),
          async (client) =>
            (await client.query<{ subname: string }>('SELECT subname FROM pg_subscription')).rows,
          LOOK_EVERY_MS,
        ).catch(() => [])
        for (const { subname } of names) ownerOf.set(subname, cloud)
      }),
    )
  }
  const keepLooking = () => {
    timer = setTimeout(() => void look().finally(() => timer && keepLooking()), LOOK_EVERY_MS)
    timer.unref()
  }
  const anyLag = () => LAB_CLOUDS.some((cloud) => lagMs[cloud] > 0)

  return {
    async set(cloud: LabCloudName, ms: number): Promise<void> {
      await look()
      lagMs[cloud] = ms
      if (anyLag() && !timer) keepLooking()
      if (!anyLag()) this.close()
    },
    of: (cloud: LabCloudName) => lagMs[cloud],
    /** How long bytes to a subscription are held back. */
    delayMs(subscription: string): number {
      const owner = ownerOf.get(subscription)
      return owner ? lagMs[owner] : 0
    },
    close(): void {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
