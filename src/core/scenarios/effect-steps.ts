import { McloudError } from '../../errors/mcloud-error.ts'
import { APPROVAL_FACT } from '../audit/audit.ts'
import type { Sent } from '../notify/notifier.ts'
import type { Verdict } from '../runs/step.ts'
import type { Ran } from './command-runner.ts'
import type { ScenarioRunStep } from './scenario-run.ts'
import type { ScenarioStep } from './scenario-step.ts'

type Of<U extends ScenarioStep['use']> = Extract<ScenarioStep, { use: U }>

/** How long people may keep a run waiting by not being reachable. */
const NOTIFY_MS = 3_000

/** Tells a channel; that it cannot be reached is a note. */
export function notifyStep(
  id: string,
  { use, channel, text, severity }: Of<'notify' | 'create-incident'>,
): ScenarioRunStep {
  return {
    id,
    describe: () => (use === 'notify' ? `Tell ${channel}` : `Open an incident at ${channel} (${severity})`),
    run: async ({ platform, subject, notifier }, scope) => {
      const found = platform.notifications[channel]
      if (found === undefined)
        throw new McloudError({ code: 'CONFIG_INVALID', message: `There is no channel ${channel}.` })
      const message = {
        platform: platform.name,
        text: text ?? `Scenario ${subject.scenario}: run ${scope.runId} has come to this step.`,
        runId: scope.runId,
        severity,
      }
      const deadlineMs = Math.min(scope.call.deadlineMs, scope.clock.now() + NOTIFY_MS)
      const sent = await notifier.send(found, message, { ...scope.call, deadlineMs })
      if (!sent.sent)
        scope.progress.emit({ kind: 'warning', text: `${channel} was not told: ${sent.reason}` })
      await scope.record(id, sent)
    },
    verify: async (_, scope) => {
      const sent = scope.recall<Sent>(id)
      if (sent === undefined) return { kind: 'no', reason: 'it was not told' }
      return sent.sent ? { kind: 'yes' } : { kind: 'yes', note: `not told: ${sent.reason}` }
    },
  }
}

/** Runs a program; a run that is taken up again repeats one that was not seen to end well. */
export function commandStep(id: string, { command, timeoutMs }: Of<'run-command'>): ScenarioRunStep {
  const [program = '', ...rest] = command
  return {
    id,
    // arguments may hold secrets
    describe: () => `Run ${program} with ${rest.length} ${rest.length === 1 ? 'argument' : 'arguments'}`,
    run: async ({ commands }, scope) => {
      await scope.assertOwner()
      const ran = await commands.run(command, timeoutMs, scope.call)
      await scope.record(id, ran)
      if (ran.result === 'timed-out')
        throw new McloudError({
          code: 'OUTCOME_UNKNOWN',
          message: `${program} was ended after ${timeoutMs} ms; what it had done is not known.`,
        })
      const failure = failureOf(program, ran)
      if (failure !== undefined) throw new McloudError({ code: 'RUN_STEP_FAILED', message: failure })
    },
    verify: async (_, scope) => {
      const ran = scope.recall<Ran>(id)
      if (ran === undefined) return { kind: 'no', reason: `${program} has not ended` }
      const failure = failureOf(program, ran)
      return failure === undefined ? { kind: 'yes' } : { kind: 'no', reason: failure }
    },
  }
}

/** Why a program did not end well; undefined where it did. */
export function failureOf(program: string, { result, exitCode, tail }: Ran): string | undefined {
  if (result === 'exited' && exitCode === 0) return undefined
  const last = tail.trimEnd().split('\n').at(-1)
  const how =
    result === 'exited' ? `exited with ${exitCode}` : result === 'timed-out' ? 'was ended' : 'did not start'
  return `${program} ${how}${last === undefined || last === '' ? '' : `: ${last}`}`
}

/** Waits for a person who agrees to go on. */
export function approveStep(id: string, { text }: Of<'approve'>): ScenarioRunStep {
  const key = `${APPROVAL_FACT}${id}`
  return {
    id,
    describe: () => `Ask: ${text}`,
    run: async (context, scope) => {
      await context.approve(text)
      await scope.record(key, { text: `approved "${text}"` })
    },
    verify: async (_, scope): Promise<Verdict> =>
      scope.recall(key) === undefined ? { kind: 'no', reason: 'nobody has approved it' } : { kind: 'yes' },
  }
}
