import type { Confirmation, GlobalOptions } from '../../commands/command.ts'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { InputStream } from '../process-like.ts'
import type { Output } from './output.ts'

export interface ConfirmInput {
  readonly question: Confirmation
  readonly global: GlobalOptions
  readonly stdin: InputStream
  readonly stderr: Output
  readonly signal: AbortSignal
}

/**
 * Lets a change through: by --yes (moderate) or --confirm (severe), else by asking on the terminal.
 * @throws McloudError DECLINED, CONFIRMATION_REQUIRED, INTERRUPTED
 */
export async function confirmChange({
  question,
  global,
  stdin,
  stderr,
  signal,
}: ConfirmInput): Promise<void> {
  const { risk, platform, text, named = 'the platform' } = question
  if (global.confirm !== undefined && global.confirm !== platform) {
    throw new McloudError({
      code: 'CONFIRMATION_REQUIRED',
      message: `--confirm=${global.confirm} does not name ${named} ${platform}.`,
      hint: `Repeat the command with --confirm=${platform}.`,
    })
  }
  if (global.confirm === platform || (risk === 'moderate' && global.yes)) return
  const interactive = stdin.isTTY === true && stderr.stream.isTTY === true && !global.json
  if (!interactive) {
    const option = risk === 'severe' ? `--confirm=${platform}` : '--yes'
    throw new McloudError({
      code: 'CONFIRMATION_REQUIRED',
      message: `This change needs a go-ahead, and there is no terminal to ask on.`,
      hint: `Repeat the command with ${option}, or with --dry-run to look first.`,
    })
  }
  await stderr.write(`${text}\n`)
  const agreed = await ask(question, stdin, stderr, signal)
  if (!agreed) throw new McloudError({ code: 'DECLINED', message: 'Declined: nothing was changed.' })
}

async function ask(
  question: Confirmation,
  stdin: InputStream,
  stderr: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const prompts = await import('@clack/prompts')
  const streams = {
    input: stdin as NodeJS.ReadStream,
    output: stderr.stream as NodeJS.WriteStream,
    signal,
  }
  if (question.risk === 'moderate') {
    return (await prompts.confirm({ message: 'Go on?', initialValue: false, ...streams })) === true
  }
  const answer = await prompts.text({
    message: `Type ${question.named ?? 'the platform'}'s name (${question.platform}) to go on`,
    ...streams,
  })
  return answer === question.platform
}
