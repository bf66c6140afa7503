import { realpath } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { SourceControl } from '../core/deploy/deploy-ports.ts'
import { isMcloudError, McloudError } from '../errors/mcloud-error.ts'
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
        throw ran.exitCode === -1 ? notInstalled() : notUsable(ran.output)
      }
      const top = (await git('rev-parse', '--show-toplevel')).trim()
      await git('rev-parse', '--verify', `${base}^{commit}`).catch(unknownCommit(base))
      // From where the branches parted, so that what others did since is not counted.
      const commit = (await git('merge-base', base, 'HEAD').catch(noCommonCommit(base))).trim()
      const [changed, untracked] = await Promise.all([
        // A file that was moved is gone from where it was.
        git('diff', '--name-only', '--no-renames', '--no-relative', '--ignore-submodules=none', '-z', commit),
        git('ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ':/'),
      ])
      const files = [...changed.split('\0'), ...untracked.split('\0')]
        .filter((name) => name !== '')
        .map((name) => join(top, name.replace(/\/$/, '')))
      // git follows the links on the way to a folder; the platform file may be named by the way with them.
      const real = await realpath(folder)
      return [...new Set([...files, ...files.map((file) => resolve(folder, relative(real, file)))])]
    },
  }
}

function notInstalled(): McloudError {
  return new McloudError({
    code: 'TOOL_MISSING',
    message: 'git is not on the PATH.',
    hint: 'Install git, or leave --affected out.',
  })
}

function notUsable(output: string): McloudError {
  const lines = output.trim().split('\n')
  return new McloudError({
    code: 'USAGE',
    message: `git: ${lines.find((line) => line.startsWith('fatal: ')) ?? lines.at(-1) ?? ''}`,
    hint: '--affected needs the platform file in a repository of git; leave it out elsewhere.',
  })
}

/** A clone without history, as pipelines make them, does not know the commit either. */
const FETCH =
  'In a shallow clone, get the history first: `git fetch --unshallow` (in a pipeline, a checkout of full depth).'

function unknownCommit(base: string): (error: unknown) => never {
  return (error) => {
    throw reworded(error, `git knows no commit ${base} here.`, `Name a commit that it knows. ${FETCH}`)
  }
}

function noCommonCommit(base: string): (error: unknown) => never {
  return (error) => {
    throw reworded(
      error,
      `${base} and what is checked out have no commit in common.`,
      `Name a commit that they have in common. ${FETCH}`,
    )
  }
}

function reworded(error: unknown, message: string, hint: string): unknown {
  return isMcloudError(error) && error.code === 'USAGE'
    ? new McloudError({ code: 'USAGE', message, hint, cause: error })
    : error
}
