import type { Cloud } from '../../config/clouds.ts'
import type { Platform } from '../../config/platform.ts'

/** What a first platform file is written for. */
export interface StartingPoint {
  readonly name: string
  readonly strategy: Platform['strategy']
  /** In the order of preference: the first holds the writing database. At least one. */
  readonly clouds: readonly Cloud[]
}
