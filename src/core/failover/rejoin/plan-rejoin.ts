import type { Cloud } from '../../../config/clouds.ts'
import { McloudError } from '../../../errors/mcloud-error.ts'
import type { ServerFacts } from '../../databases/facts.ts'
import type { Debt, Plan } from '../../runs/plan.ts'
import { describeSteps, sealPlan } from '../../runs/seal-plan.ts'
import { bindingOf } from '../binding.ts'
import {
  type Check,
  expectNone,
  fail,
  listed,
  named,
  pass,
  userTables,
  warn,
  warningsOf,
} from '../checks/check.ts'
import { driftBetween } from '../checks/content-checks.ts'
import { reverseName } from '../checks/reverse-name.ts'
import { debtPlace } from '../debts.ts'
import type { Sighting } from '../forced/source-control.ts'
import type { Observation } from '../observation.ts'
import { describeTopology, followingOf, writersOf } from '../topology.ts'
import { rejoinSteps } from './rejoin-steps.ts'
import { REJOIN_KIND, type Rejoining, type RejoinSubject } from './rejoining.ts'

const VALID_MS = 60 * 60_000

export interface RejoinEvidence {
  readonly observation: Observation
  readonly cloud: Cloud
  readonly control: Sighting
  readonly debts: readonly Debt[]
}

/** The server that is the primary by the epoch that was committed, whoever else takes writes. */
export function presentPrimary({ observation, cloud }: RejoinEvidence): ServerFacts | undefined {
  const returned = observation.servers.get(cloud)
  const others = writersOf(observation).filter((facts) => facts.cloud !== cloud)
  const [primary] = others
  if (primary === undefined || others.length > 1) return undefined
  const isLater = epochOf(primary) > epochOf(returned) || returned?.state.acceptsApplicationWrites !== true
  return isLater && epochOf(primary) >= observation.coordination.epoch ? primary : undefined
}

/** Whether it follows the primary already, with nothing left to pay. */
export function isRejoined(evidence: RejoinEvidence): boolean {
  const primary = presentPrimary(evidence)
  const returned = evidence.observation.servers.get(evidence.cloud)
  if (primary === undefined || returned === undefined || debtsOf(evidence).length > 0) return false
  const following = followingOf(evidence.observation, returned, primary)
  return following?.slot.active === true && following.subscription.workerAlive
}

/** The pre-flight checks of rebuilding a server; pure. */
export function checkRejoin(evidence: RejoinEvidence): Check[] {
  const { observation, cloud, control } = evidence
  const { unfinished, describe, epoch } = observation.coordination
  const primary = presentPrimary(evidence)
  const returned = observation.servers.get(cloud)
  const writers = writersOf(observation)
  if (primary === undefined)
    return [
      fail(
        'primary',
        writers.some((facts) => facts.cloud === cloud)
          ? `${cloud} is the primary, or nothing tells that another is: ${writers.map((facts) => `${named(facts)} at epoch ${epochOf(facts)}`).join(', ')}; ${describe} is at ${epoch}.`
          : `There is no single primary that ${cloud} could follow: ${listed(writers.map(named)) || 'no server takes writes'}.`,
        'See `mcloud status`; a primary is never rebuilt.',
      ),
    ]
  return [
    pass('primary', `${named(primary)} is the primary, at epoch ${epochOf(primary)}.`),
    returned !== undefined
      ? returned.state.acceptsApplicationWrites
        ? warn(
            'returned',
            `TWO WRITERS: ${named(returned)} takes writes, too (${returned.state.fenceEvidence}).`,
            'It is fenced first of all.',
          )
        : pass('returned', `${named(returned)}: ${returned.state.fenceEvidence}`)
      : control.kind === 'seen' && control.stopped
        ? warn(
            'returned',
            `${control.words}.`,
            'It is started and fenced at once; for that moment keep the application away from it, it would be let in.',
          )
        : fail(
            'returned',
            `${observation.unreachable.get(cloud)?.message ?? 'It was not asked.'} ${control.kind === 'seen' ? control.words : control.reason}.`,
            'Bring it back first.',
          ),
    unfinished === undefined
      ? pass('no-other-run', `No run is unfinished in ${describe}.`)
      : fail('no-other-run', `Run ${unfinished.id} is not over.`, `End it with: ${unfinished.endWith}`),
    publicationsOf(observation, primary).length === 0
      ? fail('publication', `${named(primary)} publishes nothing.`, 'Publish its tables by name first.')
      : pass('publication', listed(publicationsOf(observation, primary))),
    primary.limits.freeSlots < 2 || primary.limits.freeSenders < 2
      ? fail(
          'capacity',
          `${primary.limits.freeSlots} free slots and ${primary.limits.freeSenders} free WAL senders on ${named(primary)} (2 needed).`,
          'Raise max_replication_slots or max_wal_senders.',
        )
      : pass(
          'capacity',
          `${primary.limits.freeSlots} slots and ${primary.limits.freeSenders} senders are free.`,
        ),
    ...(returned === undefined ? [] : contentChecks(primary, returned)),
  ]
}

/** The plan, decided from one observation. @throws McloudError PREFLIGHT_FAILED */
export function planRejoin(input: {
  readonly platform: string
  readonly evidence: RejoinEvidence
  readonly checks: readonly Check[]
  readonly folder: string
  readonly nowMs: number
}): Plan<RejoinSubject> {
  const { platform, evidence, checks, folder, nowMs } = input
  const { observation, cloud } = evidence
  const primary = presentPrimary(evidence)
  if (primary === undefined)
    throw new McloudError({ code: 'PREFLIGHT_FAILED', message: 'There is no primary to follow.' })
  const publications = publicationsOf(observation, primary)
  const debts = debtsOf(evidence)
  const lossOf = debts.find(({ kind }) => kind === 'zombie')?.runId
  const tables = primary.publications
    .filter(({ name }) => publications.includes(name))
    .flatMap((publication) => userTables(publication.tables))
  const subject: RejoinSubject = {
    database: observation.database.name,
    cloud,
    instance: observation.database.members[cloud]?.instance ?? cloud,
    primary: primary.cloud,
    epoch: observation.coordination.epoch,
    subscription: reverseName(cloud, primary),
    slot: reverseName(cloud, primary),
    publications,
    tables: [...new Set(tables)],
    start: !observation.servers.has(cloud),
    ...(lossOf === undefined ? {} : { lossOf }),
    debts: debts.map(({ id }) => id),
    folder,
    topology: describeTopology(observation),
    binding: bindingOf(observation),
  }
  return sealPlan({
    kind: REJOIN_KIND,
    platform,
    createdAt: new Date(nowMs).toISOString(),
    expiresAt: new Date(nowMs + VALID_MS).toISOString(),
    subject,
    steps: describeSteps(
      rejoinSteps(async () => {}),
      { subject } as Rejoining,
    ),
    warnings: warningsOf(checks),
  })
}

/** What keeps the copy from being complete, or from going on afterwards. */
export function contentChecks(primary: ServerFacts, returned: ServerFacts): Check[] {
  return [
    expectNone('catalog', driftBetween(primary, returned), {
      none: `${primary.catalog.length} objects are equal.`,
      some: 'DDL is not replicated, and the servers have drifted apart',
      next: `Run the missing DDL on ${named(returned)}.`,
    }),
    expectNone('prepared-transactions', returned.preparedTransactions, {
      none: 'No transaction is prepared.',
      some: `Prepared on ${named(returned)}`,
      next: 'COMMIT PREPARED or ROLLBACK PREPARED each of them.',
    }),
  ]
}

const PAID = [
  'zombie',
  'unfenced-source',
  'zombie-slot',
  'orphan-slot',
  'rebuild-replica',
  'stray-replica',
  'fenced-source',
]

/** Debts about that server which are paid when it has been rebuilt. */
function debtsOf({ debts, cloud, observation }: RejoinEvidence): Debt[] {
  return debts.filter(({ id, kind }) => {
    if (!PAID.includes(kind)) return false
    const place = debtPlace(id)
    return place.cloud === cloud && place.database === observation.database.name
  })
}

/** By which other replicas follow the primary; else everything it publishes by name. */
function publicationsOf(observation: Observation, primary: ServerFacts): string[] {
  const used = [...observation.servers.values()].flatMap((facts) =>
    facts.cloud === primary.cloud
      ? []
      : (followingOf(observation, facts, primary)?.subscription.publications ?? []),
  )
  const own = primary.publications.filter(({ allTables }) => !allTables).map(({ name }) => name)
  const chosen = own.filter((name) => used.includes(name))
  return chosen.length > 0 ? chosen : own
}

function epochOf(facts: ServerFacts | undefined): number {
  return facts?.state.fence?.epoch ?? -1
}
