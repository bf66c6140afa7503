import { labDown } from './lab-down.ts'
import { labEnv } from './lab-env.ts'
import { labFail } from './lab-fail.ts'
import { labHeal } from './lab-heal.ts'
import { labInstall } from './lab-install.ts'
import { labLag } from './lab-lag.ts'
import { labLoad } from './lab-load.ts'
import { labReset } from './lab-reset.ts'
import { labStatus } from './lab-status.ts'
import { labThrottle } from './lab-throttle.ts'
import { labUp } from './lab-up.ts'

/** The commands of the lab, in the order of the help. */
export const LAB_COMMANDS = [
  labUp,
  labStatus,
  labEnv,
  labLoad,
  labFail,
  labHeal,
  labLag,
  labThrottle,
  labDown,
  labReset,
  labInstall,
] as const
