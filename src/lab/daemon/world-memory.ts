import { join } from 'node:path'
import type { LabCloudName } from '../cloud.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import type { LabFolder } from '../lab-folder.ts'

interface Remembered {
  /** The demo platform is in place: databases, replication, the clouds' records. */
  readonly prepared: boolean
  /** Clouds whose instance was stopped through the cloud's API. */
  readonly stopped: readonly LabCloudName[]
}

/** What the world remembers over a restart besides the clouds' own state. */
export function worldMemory(folder: LabFolder) {
  const file = join(folder.state, 'world.json')
  let known = readJsonFile<Remembered>(file) ?? { prepared: false, stopped: [] }
  const remember = (change: Partial<Remembered>) => {
    known = { ...known, ...change }
    writeJsonFile(file, known)
  }
  return {
    prepared: () => known.prepared,
    setPrepared: () => remember({ prepared: true }),
    stopped: () => known.stopped,
    isStopped: (cloud: LabCloudName) => known.stopped.includes(cloud),
    setStopped(cloud: LabCloudName, stopped: boolean): void {
      const others = known.stopped.filter((other) => other !== cloud)
      remember({ stopped: stopped ? [...others, cloud] : others })
    },
  }
}

export type WorldMemory = ReturnType<typeof worldMemory>
