import { decimal, percentText, rounded } from '../cost/money.ts'
import { spanText } from '../sync/sync-text.ts'
import type { DatabaseStatus, Health, MemberStatus, RecordStatus, Status } from './status.ts'

/** A status in the words and columns that people read; two of them are compared to mark what changed. */
export interface Picture {
  readonly platform: string
  /** HEALTHY, DEGRADED, UNKNOWN or ALARM. */
  readonly verdict: string
  /** The verdict, what is worst, and what to do about it. */
  readonly headline: { readonly text: string; readonly tone: Tone }
  readonly sections: readonly Section[]
  readonly footer: string
}

export interface Section {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

export interface Row {
  /** Names the thing, over all pictures. */
  readonly key: string
  readonly cells: readonly PictureCell[]
}

export interface PictureCell {
  readonly text: string
  readonly tone?: Tone
  /** Differs from moment to moment while nothing changes. */
  readonly restless?: boolean
}

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong'

export interface Change {
  /** e.g. `Databases orders aws writes`. */
  readonly what: string
  readonly from: string
  readonly to: string
}

/** The picture of a status. */
export function pictureOf(status: Status): Picture {
  return {
    platform: status.platform,
    verdict: verdictOf(status),
    headline: headline(status),
    sections: [
      attention(status),
      databases(status.databases),
      records(status.records),
      workloads(status),
      syncs(status),
      units(status),
      clouds(status),
      costs(status),
      unfinished(status),
      debts(status),
    ].filter((section) => section.rows.length > 0),
    footer: footer(status),
  }
}

/** What differs between two pictures, restless cells left out. */
export function changesBetween(before: Picture, after: Picture): readonly Change[] {
  const past = new Map(cellsOf(before))
  const present = new Map(cellsOf(after))
  const changes: Change[] = []
  if (before.verdict !== after.verdict)
    changes.push({ what: 'verdict', from: before.verdict, to: after.verdict })
  for (const [what, to] of present) {
    const from = past.get(what) ?? ''
    if (from !== to) changes.push({ what, from, to })
  }
  for (const [what, from] of past) if (!present.has(what) && from !== '') changes.push({ what, from, to: '' })
  return changes
}

/** The name by which `changesBetween` knows a cell. */
export function cellName(section: Section, row: Row, column: number): string {
  return [section.title, row.key, section.columns[column] ?? ''].join(' ')
}

function cellsOf(picture: Picture): [string, string][] {
  return picture.sections.flatMap((section) =>
    section.rows.flatMap((row) =>
      row.cells.flatMap((cell, column): [string, string][] =>
        cell.restless === true ? [] : [[cellName(section, row, column), cell.text]],
      ),
    ),
  )
}

function verdictOf({ findings, alarms }: Status): string {
  if (findings.length === 0) return 'HEALTHY'
  if (alarms.length > 0) return 'ALARM'
  return findings.some(({ severity }) => severity === 'degraded') ? 'DEGRADED' : 'UNKNOWN'
}

function headline(status: Status): Picture['headline'] {
  const verdict = verdictOf(status)
  const [first, ...others] = status.findings
  if (first === undefined)
    return { text: `${verdict}: everything that was asked answers as it should`, tone: 'good' }
  const next = first.next === undefined ? '' : `  Next: ${first.next}`
  const also = others.length === 0 ? '' : ` (and ${others.length} more below)`
  return { text: `${verdict}: ${first.text}${also}${next}`, tone: verdict === 'UNKNOWN' ? 'warn' : 'bad' }
}

/** Everything but the first finding, which the headline tells; the tables only say where it is. */
function attention({ findings }: Status): Section {
  return {
    title: 'Needs attention',
    columns: ['', 'what', 'next'],
    rows: findings.slice(1).map(({ severity, text, next }) => ({
      key: text,
      cells: [
        { text: severity, tone: severity === 'unknown' ? 'warn' : 'bad' },
        { text, restless: true },
        { text: next ?? '', restless: true },
      ],
    })),
  }
}

function databases(all: readonly DatabaseStatus[]): Section {
  return {
    title: 'Databases',
    columns: ['database', 'cloud', 'role', 'writes', 'lag', 'instance', 'state'],
    rows: all.flatMap((database) =>
      database.members.map((member) => ({
        key: `${database.name} ${member.cloud}`,
        cells: [
          { text: database.name },
          { text: member.cloud },
          roleCell(member),
          writesCell(member, database.writers.length),
          lagCell(member, database.lagThresholdMs),
          { text: `${member.instance} ${member.state}`, tone: member.health === 'healthy' ? 'dim' : 'warn' },
          healthCell(member.health),
        ],
      })),
    ),
  }
}

function roleCell({ role }: MemberStatus): PictureCell {
  if (role === 'unknown') return { text: role, tone: 'warn' }
  return role === 'primary' ? { text: role, tone: 'strong' } : { text: role }
}

function writesCell({ acceptsWrites }: MemberStatus, writers: number): PictureCell {
  if (acceptsWrites === 'unknown') return { text: 'unknown', tone: 'warn' }
  if (!acceptsWrites) return { text: 'fenced', tone: 'dim' }
  return writers > 1 ? { text: 'YES, SECOND WRITER', tone: 'bad' } : { text: 'yes', tone: 'good' }
}

function lagCell({ lagMs, lagBytes }: MemberStatus, thresholdMs: number): PictureCell {
  const text =
    lagMs === undefined ? (lagBytes === undefined ? '' : `${lagBytes} bytes`) : `${Math.round(lagMs)} ms`
  return { text, tone: lagMs !== undefined && lagMs > thresholdMs ? 'bad' : 'dim', restless: true }
}

function records(all: readonly RecordStatus[]): Section {
  return {
    title: 'Routed records',
    columns: ['record', 'provider', 'policy', 'holds', 'name servers answer', 'its checkers see', 'state'],
    rows: all.flatMap((record) =>
      record.providers.map((provider) => ({
        key: `${record.name} ${provider.provider}`,
        cells: [
          { text: record.name },
          { text: provider.provider },
          { text: record.policy, tone: 'dim' },
          { text: provider.held, ...(provider.drift ? { tone: 'bad' as const } : {}) },
          {
            text: answersOf(provider.nameServers),
            restless: record.policy !== 'simple' && record.policy !== 'failover',
          },
          { text: seenBy(provider.targets), tone: 'dim' },
          healthCell(provider.health),
        ],
      })),
    ),
  }
}

function seenBy(targets: RecordStatus['providers'][number]['targets']): string {
  return targets
    .map(({ cloud, health }) => `${cloud} ${health === 'degraded' ? 'unhealthy' : health}`)
    .join(', ')
}

function answersOf(servers: RecordStatus['providers'][number]['nameServers']): string {
  const answers = servers.map((server) => (server.answers.length === 0 ? '-' : server.answers.join(' ')))
  return [...new Set(answers)].join(' | ')
}

function workloads(status: Status): Section {
  return {
    title: 'Workloads',
    columns: ['workload', 'cloud', 'state', 'health endpoint'],
    rows: status.workloads.map(({ workload, cloud, health, httpStatus, url }) => ({
      key: `${workload} ${cloud}`,
      cells: [
        { text: workload },
        { text: cloud },
        healthCell(health),
        { text: httpStatus === undefined ? url : `${url} ${httpStatus}`, tone: 'dim' },
      ],
    })),
  }
}

function syncs(status: Status): Section {
  return {
    title: 'Pairs of buckets',
    columns: ['pair', 'state', 'last run', 'behind', 'objective', 'conflicts', 'failures'],
    rows: status.syncs.map(
      ({ name, state, health, lastRunAt, lastResult, lagMs, objectiveMs, ...found }) => ({
        key: name,
        cells: [
          { text: name },
          { text: state, tone: health === 'healthy' ? 'good' : state === 'never' ? 'warn' : 'bad' },
          lastRunAt === undefined
            ? { text: 'never from here', tone: 'warn' }
            : {
                text: `${lastResult} ${lastRunAt}`,
                tone: lastResult === 'done' ? 'good' : 'bad',
                restless: true,
              },
          {
            text: lagMs === undefined ? '' : spanText(lagMs),
            tone: lagMs !== undefined && objectiveMs !== undefined && lagMs > objectiveMs ? 'bad' : 'dim',
            restless: true,
          },
          { text: objectiveMs === undefined ? '' : spanText(objectiveMs), tone: 'dim' },
          countCell(found.conflicts),
          countCell(found.failures),
        ],
      }),
    ),
  }
}

function countCell(count: number): PictureCell {
  return count === 0 ? { text: '0', tone: 'dim' } : { text: String(count), tone: 'bad' }
}

function units(status: Status): Section {
  return {
    title: 'Units',
    columns: ['unit', 'cloud', 'environment', 'last applied', 'by run', 'drift'],
    rows: status.units.map(({ unit, cloud, environment, applied, drift, health }) => ({
      key: `${unit} ${environment ?? ''}`,
      cells: [
        { text: unit },
        { text: cloud ?? '' },
        { text: environment ?? '' },
        applied === undefined
          ? { text: 'not by mcloud', tone: 'dim' }
          : { text: `${applied.result} ${applied.at}`, tone: health === 'healthy' ? 'good' : 'bad' },
        { text: applied?.runId ?? '', tone: 'dim' },
        drift === undefined
          ? { text: 'never looked', tone: 'dim' }
          : { text: driftText(drift), tone: drift.drifted > 0 ? 'bad' : 'good' },
      ],
    })),
  }
}

function driftText({ at, drifted, pending }: NonNullable<Status['units'][number]['drift']>): string {
  const found = [
    ...(drifted > 0 ? [`${drifted} drifted`] : []),
    ...(pending > 0 ? [`${pending} not applied`] : []),
  ]
  return `${found.length === 0 ? 'none' : found.join(', ')} at ${at}`
}

function clouds(status: Status): Section {
  return {
    title: 'Clouds',
    columns: ['cloud', 'region', 'answers', 'account'],
    rows: status.clouds.map(({ cloud, region, health, account }) => ({
      key: cloud,
      cells: [
        { text: cloud },
        { text: region, tone: 'dim' },
        health === 'healthy' ? { text: 'yes', tone: 'good' } : { text: 'unknown', tone: 'warn' },
        { text: account ?? '' },
      ],
    })),
  }
}

function costs({ costs: measured }: Status): Section {
  return {
    title: 'Costs this month',
    columns: ['budget', 'spent', 'of', 'used', 'month over', 'measured'],
    rows: (measured?.budgets ?? []).map((line) => ({
      key: line.name,
      cells: [
        { text: line.name },
        { text: `${rounded(decimal(line.spent))} ${line.currency}`, restless: true },
        { text: rounded(decimal(line.monthly)) },
        {
          text: percentText(line.usedPercent),
          tone: line.verdict === 'over' ? 'bad' : line.verdict === 'within' ? 'good' : 'warn',
          restless: true,
        },
        { text: percentText(line.elapsedPercent), tone: 'dim', restless: true },
        { text: measured?.at ?? '', tone: 'dim', restless: true },
      ],
    })),
  }
}

function unfinished({ run }: Status): Section {
  return {
    title: 'Unfinished run',
    columns: ['run', 'what', 'state', 'end it with'],
    rows:
      run === undefined
        ? []
        : [
            {
              key: run.id,
              cells: [
                { text: run.id },
                { text: `${run.kind} ${run.subject}` },
                { text: run.text, tone: run.owned ? 'strong' : 'bad' },
                { text: run.owned ? '' : [run.resumeWith, run.abortWith].filter(Boolean).join('  or  ') },
              ],
            },
          ],
  }
}

function debts(status: Status): Section {
  return {
    title: 'Debts',
    columns: ['debt', 'since', 'what', 'clear it with'],
    rows: status.debts.map((debt) => ({
      key: debt.id,
      cells: [
        { text: debt.id },
        { text: debt.since, tone: 'dim' },
        { text: debt.text },
        { text: debt.clearWith },
      ],
    })),
  }
}

function healthCell(health: Health): PictureCell {
  return { text: health, tone: health === 'healthy' ? 'good' : health === 'degraded' ? 'bad' : 'warn' }
}

function footer({ at, elapsedMs, slowest, store }: Status): string {
  const waited =
    slowest === undefined ? '' : `, ${Math.round(slowest.elapsedMs)} ms of it for ${slowest.what}`
  const where = store.describe === undefined ? '' : `; runs in ${store.describe}`
  return `${at}, asked in ${Math.round(elapsedMs)} ms${waited}${where}`
}
