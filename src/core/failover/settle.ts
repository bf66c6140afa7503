import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import type { Ticket } from '../databases/promotable-server.ts'
import type { Result } from '../result.ts'
import { type Control, epochOf, readControl } from '../runs/control.ts'
import { clearDebt, listDebts } from '../runs/debts.ts'
import { showRun, unfinishedRun } from '../runs/list-runs.ts'
import type { Debt, Run } from '../runs/plan.ts'
import { debtPlace, rejoinWith } from './debts.ts'
import { chooseDatabase, type FailoverPorts, inputFor } from './failover-ports.ts'
import { sourceControl } from './forced/source-control.ts'
import { maintenanceTicket } from './maintenance-ticket.ts'
import { endingOf, observe } from './observation.ts'
import { type OpenServers, openServers } from './open-servers.ts'
import type { FailoverInput } from './promote.ts'
import type { PromoteSubject } from './promotion.ts'
import { switchReplica } from './switch-replica.ts'
import { followingOf, writersOf } from './topology.ts'

/** What became of each debt. */
export interface Settled {
  readonly debts: readonly {
    readonly debt: Debt
    readonly result: 'cleared' | 'open'
    readonly message: string
  }[]
}

/** Pays the debts of promotions that can be paid now; nothing else is touched. @throws McloudError RUN_LOCKED */
export async function settleDebts(ports: FailoverPorts): Promise<Result<Settled>> {
  const platform = await ports.platform()
  const store = await ports.store()
  const mine = (await listDebts(store, platform.name)).filter(({ kind }) => kind in WAYS)
  if (mine.length === 0) return { kind: 'unchanged', data: { debts: [] } }
  const control = await readControl(store, platform.name)
  const host = await ports.runHost()
  const unfinished = await unfinishedRun({ store, platform: platform.name, clock: ports.clock, host })
  if (unfinished !== undefined)
    throw new McloudError({
      code: 'RUN_LOCKED',
      message: `Run ${unfinished.id} is not over; debts are settled when it is.`,
      hint: `End it with: ${endingOf(unfinished)}`,
    })
  if (ports.global.dryRun)
    return {
      kind: 'changes',
      data: { debts: mine.map((debt) => ({ debt, result: 'open', message: 'would be settled' })) },
    }
  const settled: Settled['debts'][number][] = []
  for (const debt of mine) settled.push(await settleOne(debt, control, ports))
  return {
    kind: settled.every(({ result }) => result === 'cleared') ? 'done' : 'partial',
    data: { debts: settled },
  }
}

async function settleOne(
  debt: Debt,
  control: Control,
  ports: FailoverPorts,
): Promise<Settled['debts'][number]> {
  try {
    const platform = await ports.platform()
    const [store, host] = await Promise.all([ports.store(), ports.runHost()])
    const run = await showRun({ store, platform: platform.name, clock: ports.clock, host }, debt.runId)
    const input = await inputFor(ports, chooseDatabase(platform, { database: run.subject }))
    const epoch = epochOf(control, run.subject)
    const servers = await openServers(input)
    try {
      const way = WAYS[debt.kind] as Way
      const ticket = maintenanceTicket(control, run.subject)
      await way({ debt, run, epoch, subject: promotedBy(run), ticket, servers, input })
    } finally {
      await servers.close()
    }
    await clearDebt(store, platform.name, debt.id, ports.clock.now())
    return { debt, result: 'cleared', message: 'paid' }
  } catch (error) {
    if (!isMcloudError(error) || error.code === 'INTERRUPTED') throw error
    return { debt, result: 'open', message: error.message }
  }
}

/** The promotion that a run was, or that was a step of its scenario. */
function promotedBy({ plan }: Run): PromoteSubject {
  const { promotion = plan.subject } = plan.subject as { readonly promotion?: unknown }
  return promotion as PromoteSubject
}

interface Settling {
  readonly debt: Debt
  readonly run: Run
  readonly subject: PromoteSubject
  /** The committed epoch now. */
  readonly epoch: number
  readonly ticket: Ticket
  readonly servers: OpenServers
  readonly input: FailoverInput
}

type Way = (settling: Settling) => Promise<void>

const WAYS: Readonly<Record<string, Way>> = {
  'orphan-slot': async ({ debt, ticket, servers, input }) => {
    const { cloud, slot } = debtPlace(debt.id)
    await servers.get(cloud).publisher.dropSlot(slot as string, ticket, input.call)
  },
  'stray-replica': async ({ debt, run, epoch, subject, ticket, servers, input }) => {
    const { cloud } = debtPlace(debt.id)
    const route = subject.bystanders.find((bystander) => bystander.cloud === cloud)
    const newPrimary = servers.get(subject.to)
    const replica = servers.get(cloud)
    if (epoch !== run.epoch)
      throw new McloudError({
        code: 'DATABASE_REFUSED',
        message: `the primary has moved on from ${subject.to} since; rebuild it: ${rejoinWith(debtPlace(debt.id))}`,
      })
    if (route === undefined) {
      const { subscription, slot } = subject.reverse
      const follows = (await newPrimary.publisher.slot(slot, input.call))?.active === true
      if (follows) return
      throw new McloudError({
        code: 'DATABASE_REFUSED',
        message: `${subscription} in ${cloud} does not stream; the log of that server says why.`,
      })
    }
    const oldPrimary = servers.get(subject.from)
    await replica.fencing.prepare(input.call)
    await switchReplica({ replica, oldPrimary, newPrimary, route, ticket, scope: input })
    await oldPrimary.publisher.dropSlot(route.slot, ticket, input.call)
  },
  traffic: async ({ subject, run, epoch, input }) => {
    if (epoch !== run.epoch) return // a later promotion has repointed since
    const call = {
      ...input.call,
      deadlineMs: Math.min(input.call.deadlineMs, input.clock.now() + REPOINT_MS),
    }
    const outcome = await (await input.repointer.prepare(subject.traffic, call)).commit(call)
    if (outcome.kind !== 'done' && outcome.kind !== 'unchanged')
      throw new McloudError({
        code: 'RUN_STEP_FAILED',
        message: `not everywhere: ${outcome.reasons.join('; ')}`,
      })
  },
  'stopped-source': async ({ debt, run, epoch, input }) => {
    const { cloud } = debtPlace(debt.id)
    if (epoch >= run.epoch) return // another server has become the primary since: it has to stay shut off
    const member = input.database.members[cloud]
    if (member === undefined) return
    const control = sourceControl(input.providers, member, input.clock)
    await control.start(input.call)
    const seen = await control.look(input.call)
    if (seen.kind === 'silent' || !seen.running)
      throw new McloudError({
        code: 'OUTCOME_UNKNOWN',
        message: seen.kind === 'silent' ? seen.reason : `${seen.words} after it was told to start`,
      })
  },
  'fenced-source': async ({ run, subject, epoch, ticket, servers, input }) => {
    if (epoch >= run.epoch) return // another server has become the primary since: it has to stay fenced
    const source = servers.get(subject.from)
    const own = { ...ticket, runId: run.id } // a fence is opened only by the run that it belongs to
    await source.subscriber.drop(subject.reverse.subscription, own, input.call)
    await source.fencing.restore(own, input.call)
  },
  zombie: rejoined,
  'unfenced-source': rejoined,
  'zombie-slot': rejoined,
  'rebuild-replica': rejoined,
}

const REPOINT_MS = 60_000

/** Paid once the server follows the present primary again, which takes more than settling may do. */
async function rejoined({ debt, servers, input }: Settling): Promise<void> {
  const { cloud } = debtPlace(debt.id)
  const seen = await observe(input, input.database, servers, input.call)
  const [primary, ...others] = writersOf(seen)
  const replica = seen.servers.get(cloud)
  const following = primary && replica && followingOf(seen, replica, primary)
  if (others.length === 0 && following?.slot.active && replica?.cloud !== primary?.cloud) return
  throw new McloudError({
    code: 'DATABASE_REFUSED',
    message: `it does not follow the primary again; rebuild it: ${debt.clearWith}`,
  })
}
