import type { Plan, Run } from '../runs/plan.ts'
import { rejoinWith } from './debts.ts'
import { lossText } from './forced/estimate-loss.ts'
import { FORCED_KIND, type ForcedSubject } from './forced/forced-promotion.ts'
import type { MoveSubject, PromoteSubject } from './promotion.ts'
import { REJOIN_KIND, type RejoinSubject } from './rejoin/rejoining.ts'

/** What an operator reads before agreeing to a promotion. */
export function promotionText({ platform, subject, warnings, hash }: Plan<PromoteSubject>): string {
  const { database, from, to, traffic, bystanders } = subject
  return [
    `Platform ${platform}: move the database ${database} from ${from} to ${to} (plan ${hash.slice(0, 12)}).`,
    `Writes pause until ${to} takes them; sessions of the application in ${from} are ended.`,
    ...bystanders.map(({ cloud }) => `${cloud} follows ${to} afterwards.`),
    ...traffic.texts.map((text) => `DNS: ${text}`),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n')
}

/** What an operator reads before agreeing to a promotion by force. */
export function forcedText({ platform, subject, warnings, hash }: Plan<ForcedSubject>): string {
  const { database, from, to, traffic, estimate, accepted, instance } = subject
  return [
    `Platform ${platform}: move the database ${database} BY FORCE from ${from}, which does not answer, to ${to} (plan ${hash.slice(0, 12)}).`,
    lossText(estimate, from),
    accepted.unfencedSource === undefined
      ? `${instance} is stopped through the control plane of ${from} before ${to} is opened.`
      : `${to} is opened even where nothing proves that ${instance} is shut off: there may then be TWO WRITERS.`,
    `${instance} has to be rebuilt as a replica when it is back: ${rejoinWith({ database, cloud: from })}`,
    ...traffic.texts.map((text) => `DNS: ${text}`),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n')
}

/** What an operator reads before a run is ended. */
export function runText(run: Run, direction: 'resume' | 'abort'): string {
  const last = run.steps.findLast(({ state }) => state !== 'waiting')
  const at = last === undefined ? '' : `, last at: ${last.text}`
  const isForward = direction === 'resume' && !run.aborting
  if (run.plan.kind === REJOIN_KIND) {
    const { database, cloud, primary } = run.plan.subject as RejoinSubject
    return [
      `Run ${run.id} (${database}: rebuild ${cloud} as a replica of ${primary}) is ${run.state}${at}.`,
      isForward
        ? `It goes on until ${cloud} follows ${primary}.`
        : `${cloud} stays fenced, and its debts open.`,
    ].join('\n')
  }
  const { database, from, to } = run.plan.subject as MoveSubject
  const back =
    run.plan.kind === FORCED_KIND
      ? `It goes back until ${to} is a replica again and the server in ${from} is started again.`
      : `It goes back until ${from} takes writes again.`
  return [
    `Run ${run.id} (${database} from ${from} to ${to}) is ${run.state}${at}.`,
    isForward ? `It goes on until ${to} is the primary.` : back,
  ].join('\n')
}
