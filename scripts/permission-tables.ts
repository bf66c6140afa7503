import type { Cloud } from '../src/config/clouds.ts'
import type { Permission } from '../src/core/permissions/permission.ts'
import { PERMISSIONS } from '../src/core/permissions/policy.ts'
import { table } from './command-reference.ts'

const WORDS: Readonly<Record<Cloud, readonly [string, string]>> = {
  aws: ['Actions', 'Resource'],
  gcp: ['Permissions', 'Granted on'],
  azure: ['Actions', 'Scope'],
}

/** What the commands need in one cloud, as a table of docs/permissions.md. */
export function permissionTable(cloud: Cloud, purpose: Permission['purpose']): string {
  const [actions, on] = WORDS[cloud]
  const rows = PERMISSIONS[cloud].filter((permission) => permission.purpose === purpose)
  return table(
    ['Command', actions, on],
    rows.map((row, index) => [
      sameCommands(row, rows[index - 1]) ? 'the same' : row.commands.map(commandText).join(', '),
      actionsText(row),
      cloud === 'aws' ? `\`${row.on.split(' ')[0]}\`${row.on.replace(/^\S+/, '')}` : row.on,
    ]),
  )
}

function sameCommands(row: Permission, before: Permission | undefined): boolean {
  return before !== undefined && before.commands.join() === row.commands.join()
}

function commandText(command: string): string {
  return command.startsWith('every ') ? command : `\`${command}\``
}

function actionsText({ actions, dataActions = [], where }: Permission): string {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')
  const parts = [code(actions), dataActions.length === 0 ? '' : `data actions ${code(dataActions)}`]
  return [parts.filter((part) => part !== '').join(', '), where ?? ''].filter((part) => part !== '').join(' ')
}
