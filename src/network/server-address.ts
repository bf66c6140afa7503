import { isIPv6 } from 'node:net'

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** `host`, `host:port`, `2001:db8::1`, `[2001:db8::1]:port`; the final dot of a host name is dropped. */
export function parseServer(server: string, defaultPort: number): ServerAddress {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(server)
  if (bracketed !== null)
    return { host: bracketed[1] ?? '', port: bracketed[2] === undefined ? defaultPort : Number(bracketed[2]) }
  if (isIPv6(server)) return { host: server, port: defaultPort }
  const [host = '', port] = server.split(':')
  return { host: host.replace(/\.$/, ''), port: port === undefined ? defaultPort : Number(port) }
}
