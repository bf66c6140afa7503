import type { NameServerAddress } from '../stub-resolver.ts'

/** What one demo application is started with; read from a file with mode 0600, for it holds a password. */
export interface ApplicationSettings {
  readonly cloud: string
  readonly host: string
  readonly port: number
  /** The name server of its own cloud: the only way by which it finds the database. */
  readonly nameServer: NameServerAddress
  readonly database: {
    /** e.g. `db.shop.test`. */
    readonly hostName: string
    readonly port: number
    readonly user: string
    readonly password: string
    readonly database: string
  }
}
