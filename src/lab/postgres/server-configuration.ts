/** What every server of the lab is started with; each line that differs from PostgreSQL's default has its reason. */
export interface ServerConfiguration {
  readonly name: string
  readonly host: string
  readonly port: number
}

/** The text of `lab.conf`, which the server's postgresql.conf includes. */
export function serverConfiguration(server: ServerConfiguration): string {
  const settings: Record<string, string | number> = {
    cluster_name: quoted(server.name),
    listen_addresses: quoted(server.host),
    port: server.port,
    unix_socket_directories: quoted(''),
    // A lab outlives a killed process, not a power cut; what it gains is a start in seconds on any disk.
    fsync: 'off',
    wal_level: 'logical',
    max_worker_processes: 16,
    max_logical_replication_workers: 12,
    max_wal_senders: 16,
    max_replication_slots: 16,
    max_connections: 100,
    // A subscriber that lost its publisher tries again soon, so that `lab heal` is seen at once.
    wal_retrieve_retry_interval: quoted('200ms'),
    wal_receiver_status_interval: quoted('1s'),
    // Longer than any lag that `lab lag` may set.
    wal_sender_timeout: quoted('15min'),
    wal_receiver_timeout: quoted('15min'),
    password_encryption: quoted('scram-sha-256'),
    shared_buffers: quoted('32MB'),
    max_wal_size: quoted('256MB'),
    jit: 'off',
    huge_pages: 'off',
    timezone: quoted('UTC'),
    log_timezone: quoted('UTC'),
    log_line_prefix: quoted('%m [%p] %q%u@%d '),
  }
  return `${Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n')}\n`
}

/** Everyone comes over the network with a password; there is no trusted way in. */
export const HOST_BASED_AUTHENTICATION = `host all all 127.0.0.0/8 scram-sha-256
host replication all 127.0.0.0/8 scram-sha-256
`

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
