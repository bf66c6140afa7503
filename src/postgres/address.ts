import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ClientConfig } from 'pg'
import type { Database, DatabaseMember } from '../config/platform.ts'
import { McloudError } from '../errors/mcloud-error.ts'

/** Where a server is and who mcloud is there; holds the password, so it is never printed. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  readonly caFile: string | undefined
}

/** @throws McloudError CONFIG_INVALID when the member has no usable connection string */
export function addressOf(database: Database, member: DatabaseMember): ServerAddress {
  const at = `databases.${database.name}.${member.cloud}`
  if (member.url === undefined)
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `${at}: there is no connection string for the server in ${member.cloud}.`,
      hint: member.urlFrom ? `Set ${member.urlFrom}.` : `Give \`url\` of the member in ${member.cloud}.`,
    })
  const url = URL.canParse(member.url) ? new URL(member.url) : undefined
  if (
    url === undefined ||
    !/^postgres(ql)?:$/.test(url.protocol) ||
    url.hostname === '' ||
    url.username === ''
  )
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `${at}: the connection string is not of the form postgresql://user:password@host:port/database.`,
      ...(member.urlFrom ? { hint: `Correct ${member.urlFrom}.` } : {}),
    })
  return {
    host: bareHost(url.hostname),
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || database.name,
    caFile: member.caFile,
  }
}

/** What `pg` needs; certificates and host names are verified everywhere but on loopback. */
export function clientConfig(address: ServerAddress, connectTimeoutMs: number): ClientConfig {
  return {
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    ...(address.password === undefined ? {} : { password: address.password }),
    application_name: 'mcloud',
    connectionTimeoutMillis: Math.max(1, connectTimeoutMs),
    keepAlive: true,
    ssl: isLoopback(address.host)
      ? false
      : { rejectUnauthorized: true, ...(address.caFile ? { ca: readFileSync(address.caFile, 'utf8') } : {}) },
  }
}

/** Host and port by which the other members reach this server. */
export function replicationAddress(
  address: ServerAddress,
  member: DatabaseMember,
): { host: string; port: number } {
  if (member.replicationHost === undefined) return { host: address.host, port: address.port }
  const match = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:]+))(?::(?<port>\d+))?$/.exec(member.replicationHost)
  const host = match?.groups?.six ?? match?.groups?.host
  if (host === undefined)
    throw new McloudError({
      code: 'CONFIG_INVALID',
      message: `replicationHost of ${member.instance} is not \`host:port\`.`,
    })
  return { host, port: match?.groups?.port === undefined ? address.port : Number(match.groups.port) }
}

/** A libpq connection string by which another member subscribes to this server. */
export function replicationConninfo(address: ServerAddress, member: DatabaseMember): string {
  const { host, port } = replicationAddress(address, member)
  const words: [string, string][] = [
    ['host', host],
    ['port', String(port)],
    ['user', address.user],
    ['dbname', address.database],
    ['connect_timeout', '10'],
  ]
  if (address.password !== undefined) words.push(['password', address.password])
  if (!isLoopback(host)) words.push(['sslmode', 'require'])
  return words.map(([key, value]) => `${key}='${value.replaceAll(/[\\']/g, '\\$&')}'`).join(' ')
}

/** Host and port of a libpq connection string; nothing else of it ever leaves this module. */
export function publisherOf(conninfo: string): string {
  const word = (key: string) =>
    new RegExp(`(?:^|\\s)${key}\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|(\\S+))`).exec(conninfo)
  const host = word('host') ?? word('hostaddr')
  const port = word('port')
  return `${host?.[1] ?? host?.[2] ?? 'localhost'}:${port?.[1] ?? port?.[2] ?? '5432'}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function bareHost(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : decodeURIComponent(host)
}
