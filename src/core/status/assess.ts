import type { Cloud } from '../../config/clouds.ts'
import type { Debt, Run } from '../runs/plan.ts'
import type { Asked } from './ask.ts'
import { assessDatabase } from './assess-database.ts'
import { assessRecord } from './assess-record.ts'
import { assessSyncs, syncFindings } from './assess-syncs.ts'
import { assessUnits, unitFindings } from './assess-units.ts'
import type { CloudObservation, Observation, WorkloadObservation } from './observation.ts'
import type {
  CloudStatus,
  DatabaseStatus,
  Finding,
  Reason,
  RecordStatus,
  RunStatus,
  Status,
  WorkloadStatus,
} from './status.ts'
import { worst } from './status.ts'

/** Judges a picture; pure. */
export function assess(observation: Observation): Status {
  const { platform, at, elapsedMs, store } = observation
  const clouds = observation.clouds.map(assessCloud)
  const databases = observation.databases.map(assessDatabase)
  const shown = databases
    .map((database) => onlyClouds(database, observation.shown))
    .filter((database) => database.members.length > 0)
  const workloads = observation.workloads.map(assessWorkload)
  const records = observation.records.map((record) => assessRecord(platform, record, databases))
  const stored = store.kind === 'answered' ? store.value : undefined
  const run = stored?.run === undefined ? undefined : runStatus(stored.run)
  const debts = stored?.debts ?? []
  const syncs = assessSyncs(observation.syncs)
  const units = assessUnits(platform, stored?.units ?? [])
  const findings = [
    ...shown.flatMap((database) => [
      ...databaseFindings(database, run),
      ...staleWriter(database, stored?.epochs[database.name]),
    ]),
    ...runFindings(run),
    ...workloads.flatMap(workloadFindings),
    ...records.flatMap(recordFindings),
    ...debts.map(debtFinding),
    ...unitFindings(units, stored?.deployment),
    ...syncFindings(syncs, observation.syncs),
    ...clouds.flatMap(cloudFindings),
    ...(store.kind === 'unanswered'
      ? [unknown(`Runs and debts are not known: ${store.reason}.`, 'mcloud doctor')]
      : []),
  ].sort((a, b) => RANK[a.severity] - RANK[b.severity])
  const slowest = slowestOf(observation)
  return {
    platform: platform.name,
    at,
    elapsedMs,
    ...(slowest === undefined ? {} : { slowest }),
    health: worst(findings.map(({ severity }) => (severity === 'unknown' ? 'unknown' : 'degraded'))),
    alarms: findings.filter(({ severity }) => severity === 'alarm').map(({ text }) => text),
    findings,
    clouds,
    databases: shown,
    workloads,
    records,
    store:
      store.kind === 'answered'
        ? { health: 'healthy', describe: store.value.describe }
        : { health: 'unknown', reason: store.reason },
    ...(run === undefined ? {} : { run }),
    debts,
    units,
    syncs,
  }
}

const RANK = { alarm: 0, degraded: 1, unknown: 2 } as const

function assessCloud({ cloud, region, identity }: CloudObservation): CloudStatus {
  const { elapsedMs } = identity
  return identity.kind === 'answered'
    ? { cloud, region, health: 'healthy', ...identity.value, elapsedMs }
    : { cloud, region, health: 'unknown', reason: identity.reason, elapsedMs }
}

function assessWorkload({ workload, cloud, url, probe }: WorkloadObservation): WorkloadStatus {
  const base = { workload, cloud, url, elapsedMs: probe.elapsedMs }
  if (probe.kind === 'unanswered') return { ...base, health: 'unknown', reason: probe.reason }
  const { healthy, status, reason } = probe.value
  return {
    ...base,
    health: healthy ? 'healthy' : 'degraded',
    ...(status === undefined ? {} : { httpStatus: status }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function runStatus(run: Run): RunStatus {
  const { id, state, owner, owned, committed, subject, resumeWith, abortWith } = run
  const at = run.steps.findLast((step) => step.state !== 'waiting')
  const where = at === undefined ? 'before its first step' : `at "${at.text}"`
  return {
    id,
    kind: run.plan.kind,
    state,
    owner,
    owned,
    committed,
    subject,
    text: owned ? `${owner} is at work, ${where}` : `${state} ${where}, and has no owner`,
    ...(resumeWith === undefined ? {} : { resumeWith }),
    ...(abortWith === undefined ? {} : { abortWith }),
  }
}

function databaseFindings(database: DatabaseStatus, run: RunStatus | undefined): Finding[] {
  const { name, writers, writerUnseen, members } = database
  const findings: Finding[] = []
  if (writers.length > 1)
    findings.push({
      severity: 'alarm',
      text: `TWO WRITERS: ${name} accepts application writes on ${writers.join(' AND ')}. ${staleOf(database).length > 0 ? `By its epoch ${staleOf(database).join(' and ')} is an old primary that came back unfenced.` : 'Stop the application, then fence all but one.'}`,
      next: rejoinOf(database) ?? checkOf(database, database.members[0]?.cloud),
    })
  if (writerUnseen)
    findings.push(
      degraded(
        `${name}: no server that answers accepts application writes.`,
        checkOf(database, members.find(({ acceptsWrites }) => acceptsWrites === false)?.cloud),
      ),
    )
  if (writers.length === 0 && !writerUnseen) findings.push(noWriter(database, run))
  for (const member of members)
    for (const reason of member.reasons)
      findings.push(findingOf(`${name} on ${member.cloud}`, reason, checkOf(database, member.cloud)))
  return findings
}

/** The only writer there is was fenced out by a later epoch, and does not know it. */
function staleWriter({ name, writers, members }: DatabaseStatus, committed: number | undefined): Finding[] {
  const [only, ...others] = writers
  const epoch = members.find(({ cloud }) => cloud === only)?.epoch
  if (only === undefined || others.length > 0 || committed === undefined) return []
  if (epoch === undefined || epoch >= committed) return []
  return [
    {
      severity: 'alarm',
      text: `STALE WRITER: ${name} accepts application writes on ${only}, an old primary of epoch ${epoch} that came back unfenced; epoch ${committed} is committed and its primary does not answer. Keep the application away from it.`,
      next: 'mcloud doctor',
    },
  ]
}

/** Writers whose fence row is older than that of another: it was fenced out, and does not know it. */
function staleOf({ writers, members }: DatabaseStatus): Cloud[] {
  const epochOf = (cloud: Cloud) => members.find((member) => member.cloud === cloud)?.epoch ?? -1
  const latest = Math.max(...writers.map(epochOf))
  return writers.filter((cloud) => epochOf(cloud) < latest)
}

function rejoinOf(database: DatabaseStatus): string | undefined {
  const [first] = staleOf(database)
  return first === undefined
    ? undefined
    : `mcloud failover rejoin --cloud ${first} --database ${database.name}`
}

/** The checks of promoting that server: they tell what is wrong with it, and with the way to it. */
function checkOf({ name }: DatabaseStatus, cloud: Cloud | undefined): string {
  return cloud === undefined ? 'mcloud doctor' : `mcloud failover check --to ${cloud} --database ${name}`
}

function noWriter({ name }: DatabaseStatus, run: RunStatus | undefined): Finding {
  if (run?.subject !== name)
    return { severity: 'alarm', text: `NO WRITER: ${name} accepts application writes nowhere.` }
  if (run.owned) return degraded(`${name} is fenced while run ${run.id} is at work.`)
  const text = `${name} is fenced, run ${run.id} has no owner: nothing can write until it is ended.`
  return { severity: 'alarm', text, ...nextOf(run) }
}

/** What is not answered is looked into by the doctor; what is wrong, by the command that knows about it. */
function findingOf(at: string, reason: Reason, next?: string): Finding {
  const text = `${at}: ${reason.text}.`
  return reason.health === 'unknown' ? unknown(text, 'mcloud doctor') : degraded(text, next)
}

function onlyClouds(database: DatabaseStatus, clouds: readonly Cloud[]): DatabaseStatus {
  return { ...database, members: database.members.filter((member) => clouds.includes(member.cloud)) }
}

function nextOf(run: RunStatus | undefined): Pick<Finding, 'next'> {
  const next = run?.owned === false ? (run.resumeWith ?? run.abortWith) : undefined
  return next === undefined ? {} : { next }
}

function runFindings(run: RunStatus | undefined): Finding[] {
  if (run === undefined) return []
  return [{ severity: 'degraded', text: `Run ${run.id} (${run.kind}): ${run.text}.`, ...nextOf(run) }]
}

function workloadFindings({ workload, cloud, health, reason }: WorkloadStatus): Finding[] {
  if (health === 'healthy') return []
  const text = `${workload} on ${cloud}: ${reason ?? 'unhealthy'}.`
  return [health === 'unknown' ? unknown(text) : degraded(text)]
}

function recordFindings({ name, providers }: RecordStatus): Finding[] {
  const look = 'mcloud traffic show'
  return providers.flatMap(({ provider, reasons, nameServers }) => [
    ...reasons.map((reason) => findingOf(`${name} in ${provider}`, reason, look)),
    ...nameServers.flatMap(({ server, health, reason }) =>
      health === 'healthy'
        ? []
        : [findingOf(`${name} at name server ${server}`, { health, text: reason ?? health }, look)],
    ),
  ])
}

function debtFinding(debt: Debt): Finding {
  return { severity: 'degraded', text: `Debt of run ${debt.runId}: ${debt.text}`, next: debt.clearWith }
}

function cloudFindings({ cloud, health, reason }: CloudStatus): Finding[] {
  if (health === 'healthy') return []
  const why = reason ?? 'no answer'
  // Errors of a cloud begin with its name.
  return [unknown(`${why.startsWith(`${cloud}: `) ? why : `${cloud}: ${why}`}.`, 'mcloud doctor')]
}

function degraded(text: string, next?: string): Finding {
  return { severity: 'degraded', text, ...(next === undefined ? {} : { next }) }
}

function unknown(text: string, next?: string): Finding {
  return { severity: 'unknown', text, ...(next === undefined ? {} : { next }) }
}

function slowestOf(observation: Observation): { what: string; elapsedMs: number } | undefined {
  const asked: [string, Asked<unknown>][] = [
    ...observation.clouds.map(({ cloud, identity }): [string, Asked<unknown>] => [
      `identity of ${cloud}`,
      identity,
    ]),
    ...observation.databases.flatMap(({ members }) =>
      members.flatMap(({ instance, control, server }): [string, Asked<unknown>][] => [
        [`control plane of ${instance}`, control],
        [`server ${instance}`, server],
      ]),
    ),
    ...observation.workloads.map(({ url, probe }): [string, Asked<unknown>] => [url, probe]),
    ...observation.records.flatMap(({ record, providers }) =>
      providers.flatMap(({ provider, held, nameServers, probes }): [string, Asked<unknown>][] => [
        [`${record.name} in ${provider}`, held],
        ...(probes === undefined
          ? []
          : [[`checkers of ${record.name} in ${provider}`, probes] as [string, Asked<unknown>]]),
        ...(nameServers.kind === 'answered'
          ? nameServers.value.map(({ server, answer }): [string, Asked<unknown>] => [
              `name server ${server}`,
              answer,
            ])
          : []),
      ]),
    ),
    ['coordination store', observation.store],
  ]
  const slowest = asked.reduce((a, b) => (b[1].elapsedMs > a[1].elapsedMs ? b : a))
  return { what: slowest[0], elapsedMs: slowest[1].elapsedMs }
}
