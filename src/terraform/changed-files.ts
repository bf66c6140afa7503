import { join } from 'node:path'
import type { SourceControl } from '../core/deploy/deploy-ports.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import { type Environment, runToEnd } from './terraform-process.ts'

/** What git knows about changed files. */
export function makeSourceControl(environment: Environment): SourceControl {
  return {
    changedSince: async (base, folder, call) => {
      const git = async (...args: string[]) => {
        const ran = await runToEnd('git', ['-C', folder, ...args], {
          folder,
          environment,
          signal: call.signal,
        })
        if (ran.exitCode === 0) return ran.output
        const missing = ran.exitCode === -1
        throw new McloudError({
          code: missing ? 'TOOL_MISSING' : 'USAGE',
          message: missing ? 'git is not on the PATH.' : `git: ${ran.output.trim().split('\n').at(-1)}`,
          hint: missing ? 'Install git, or leave --affected out.' : 'Name a commit that git knows.',
        })
      }
      const top = (await git('rev-parse', '--show-toplevel')).trim()
      // From where the branches parted, so that what others did since is not counted.
      const commit = (await git('merge-base', base, 'HEAD')).trim()
      const [changed, untracked] = await Promise.all([
        git('diff', '--name-only', '-z', commit),
        git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ':/'),
      ])
      return [...changed.split('\0'), ...untracked.split('\0')]
        .filter((name) => name !== '')
        .map((name) => join(top, name))
    },
  }
}
