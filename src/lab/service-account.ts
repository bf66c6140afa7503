import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The user that PostgreSQL runs as: it refuses to run as root. */
export interface ServiceAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** `undefined` where the lab is not run as root and PostgreSQL can simply run as the same user. */
export function serviceAccount(): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) return undefined
  const accounts = passwordFile()
  return (
    accounts.find((account) => account.name === 'postgres') ??
    accounts.find((account) => account.name === 'nobody') ?? { name: 'nobody', uid: 65534, gid: 65534 }
  )
}

/** Can the account reach this path, that is, pass through every folder above it and into it? */
export function canReach(account: ServiceAccount | undefined, path: string): boolean {
  if (account === undefined) return true
  for (let folder = path; ; folder = dirname(folder)) {
    if (!mayPass(account, folder)) return false
    if (folder === dirname(folder)) return true
  }
}

function mayPass(account: ServiceAccount, path: string): boolean {
  const entry = statSync(path, { throwIfNoEntry: false })
  // What is not there yet will be made by the lab, open to the account.
  if (entry === undefined) return true
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0
  if (entry.gid === account.gid) return (entry.mode & 0o010) !== 0
  return (entry.mode & 0o001) !== 0
}

function passwordFile(): ServiceAccount[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((fields) => fields.length >= 4)
      .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  } catch {
    return []
  }
}
