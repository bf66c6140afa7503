import type { ExitCode } from '../errors/exit.ts'

/** What each exit code tells a script; part of the public contract. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'Done, or it was so already',
  1: 'Failed',
  2: 'Mistake in the command line or the platform file',
  3: 'There are changes to make (only with --exit-code)',
  4: 'Credentials missing or refused',
  5: 'Declined by the operator',
  6: 'Partly done, or partly healthy',
  7: 'Outcome unknown',
  8: 'Accepted and still under way',
  130: 'Interrupted',
}
