import type { Cloud } from '../../config/clouds.ts'
import { referenceTo } from '../../config/references.ts'
import type { StartingPoint } from './starting-point.ts'

const CLOUD_LINES: Readonly<Record<Cloud, readonly string[]>> = {
  aws: ['region: us-east-1', 'account: "000000000000" # yours, twelve digits in quotes'],
  gcp: ['region: us-central1', 'project: my-project # yours'],
  azure: [
    'region: eastus',
    'subscription: 00000000-0000-0000-0000-000000000000 # yours',
    'resourceGroup: my-group # yours',
  ],
}

/** The clouds, with placeholders for what only the operator knows. */
export function cloudSections({ clouds }: StartingPoint): string[] {
  return [
    '# Credentials are never written here: they come from the usual places of each cloud.',
    'clouds:',
    ...clouds.flatMap((cloud) => [`  ${cloud}:`, ...CLOUD_LINES[cloud].map((line) => `    ${line}`)]),
  ]
}

/** One database: its writer in the first cloud, replicas in the others. */
export function databaseSection({ name, clouds }: StartingPoint): string[] {
  return [
    '# One writer and its replicas. A database with two writers is refused: native logical replication resolves',
    '# no conflicts.',
    'databases:',
    '  main:',
    `    primary: ${clouds[0]}`,
    '    members:',
    ...clouds.flatMap((cloud) => [
      `      ${cloud}:`,
      `        instance: ${name}-main-${cloud} # its name in the control plane`,
      `        url: ${referenceTo(variable(name, cloud))} # an administrator's connection string`,
    ]),
    '    writers: [app] # every role that the application writes with',
    '    lagThreshold: 5s',
  ]
}

/** Objectives, a workload, and a runbook where there is somewhere to go. */
export function promiseSections({ name, clouds }: StartingPoint): string[] {
  const [first, second] = clouds
  const scenario = [
    '',
    'scenarios:',
    `  ${first}-region-failure:`,
    `    trigger: { when: region-failure, cloud: ${first} }`,
    '    steps:',
    '      - use: promote-database',
    `        with: { database: main, to: ${second} }`,
    '      - use: update-dns',
    `        with: { to: ${second} }`,
    '      - use: wait-healthy',
    `        with: { cloud: ${second} }`,
  ]
  return [
    'workloads:',
    '  app:',
    '    kind: service',
    '    health:',
    ...clouds.map((cloud) => `      ${cloud}: https://app-${cloud}.${name}.example.com/healthz`),
    '',
    '# What the platform promises: time until service is back, and data that may be lost, by data class.',
    'objectives:',
    '  rto: 5m',
    '  rpo: { database: 1m }',
    ...(second === undefined ? [] : scenario),
    '',
    '# notifications:',
    `#   ops: { kind: slack, url: "${referenceTo('SLACK_WEBHOOK')}" }`,
  ]
}

const STORES: Readonly<Record<Cloud, (name: string) => readonly string[]>> = {
  aws: (name) => ['kind: s3', `place: ${name}-coordination`],
  gcp: (name) => ['kind: gcs', `place: ${name}-coordination`],
  azure: (name) => ['kind: azure-blob', `place: ${name.replaceAll('-', '').slice(0, 24)}/coordination`],
}

/** The coordination store, in the last cloud because the first is the one most often left. */
export function storeSection({ name, clouds }: StartingPoint): string[] {
  return [
    '# Journal, run lock and epochs. Best in a third place: a forced run refuses a store inside the failing cloud.',
    'coordination:',
    ...STORES[clouds.at(-1) as Cloud](name).map((line) => `  ${line}`),
  ]
}

function variable(name: string, cloud: Cloud): string {
  return `${name}_DB_${cloud}`.replaceAll('-', '_').toUpperCase()
}
