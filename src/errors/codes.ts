import type { ExitCode } from './exit.ts'
import { EXIT } from './exit.ts'

interface CodeEntry {
  readonly exit: ExitCode
  /** One sentence for the error reference: what has happened. */
  readonly meaning: string
  /** One sentence for the error reference: what to do next. */
  readonly next: string
}

/**
 * Every error code of mcloud, in one table: the error reference is generated from it, and the exit code of a
 * failed command is looked up here and nowhere else.
 */
export const ERROR_CODES = {
  // usage and configuration
  USAGE: {
    exit: EXIT.usage,
    meaning: 'The command line has a mistake.',
    next: 'Run the command with --help.',
  },
  CONFIG_NOT_FOUND: {
    exit: EXIT.usage,
    meaning: 'There is no platform file.',
    next: 'Name one with --config, set MCLOUD_CONFIG, or write one with `mcloud init`.',
  },
  CONFIG_INVALID: {
    exit: EXIT.usage,
    meaning: 'The platform file has mistakes.',
    next: 'Correct each listed line; `mcloud config validate` checks again.',
  },
  CONFIRMATION_REQUIRED: {
    exit: EXIT.usage,
    meaning: 'A severe change was asked for without a terminal and without --confirm.',
    next: 'Repeat the command with --confirm=<platform name>.',
  },
  // people
  DECLINED: { exit: EXIT.declined, meaning: 'The operator declined.', next: 'Nothing was changed.' },
  INTERRUPTED: {
    exit: EXIT.interrupted,
    meaning: 'The command was interrupted.',
    next: 'The message says whether remote work goes on and how to inspect it.',
  },
  // clouds
  AUTH_MISSING: {
    exit: EXIT.auth,
    meaning: 'No credentials were found for a cloud.',
    next: 'Run `mcloud doctor` to see where credentials are looked for.',
  },
  AUTH_DENIED: {
    exit: EXIT.auth,
    meaning: 'A cloud refused the credentials or the permission.',
    next: 'Compare the permissions with docs/permissions.md.',
  },
  CLOUD_THROTTLED: {
    exit: EXIT.failed,
    meaning: 'A cloud kept throttling until the deadline.',
    next: 'Wait and repeat, or raise --timeout.',
  },
  CLOUD_UNREACHABLE: {
    exit: EXIT.failed,
    meaning: 'The endpoint of a cloud did not answer.',
    next: 'Check the network and the endpoint with `mcloud doctor`.',
  },
  CLOUD_REFUSED: {
    exit: EXIT.failed,
    meaning: 'A cloud answered that the request is not valid.',
    next: 'Read the message of the cloud; the request id helps its support.',
  },
  CLOUD_FAILED: {
    exit: EXIT.failed,
    meaning: 'A cloud answered with an internal error.',
    next: 'Repeat the command; mcloud has already retried inside the deadline.',
  },
  ENDPOINT_REFUSED: {
    exit: EXIT.failed,
    meaning: 'A request would have left for a host other than the overridden endpoint.',
    next: 'Override every endpoint of that cloud, or none.',
  },
  OUTCOME_UNKNOWN: {
    exit: EXIT.unknown,
    meaning: 'A change was sent and nothing tells whether it took effect.',
    next: 'Run `mcloud status`, then the command that it names.',
  },
  DEADLINE: {
    exit: EXIT.failed,
    meaning: 'The work was not done before the deadline.',
    next: 'Raise --timeout, or find out what is slow with --verbose.',
  },
  NOT_FOUND: {
    exit: EXIT.failed,
    meaning: 'A cloud says that the named thing does not exist.',
    next: 'Compare the name in the platform file with the cloud.',
  },
  UNSUPPORTED: {
    exit: EXIT.usage,
    meaning: 'The provider cannot express what was asked for.',
    next: 'The message names the reason and the page of the vendor.',
  },
  // runs
  RUN_LOCKED: {
    exit: EXIT.failed,
    meaning: 'Another run holds the lock of this platform.',
    next: 'Wait for it, or end it with the command that the message names.',
  },
  RUN_NOT_FOUND: {
    exit: EXIT.usage,
    meaning: 'There is no such run.',
    next: 'List them with `mcloud runs list`.',
  },
  RUN_STEP_FAILED: {
    exit: EXIT.failed,
    meaning: 'A step of a run failed.',
    next: 'Repair the cause, then resume or abort the run with the command that the message names.',
  },
  RUN_COMMITTED: {
    exit: EXIT.failed,
    meaning: 'The run has passed its commit point and can only go forward.',
    next: 'Resume it.',
  },
  STALE_EPOCH: {
    exit: EXIT.failed,
    meaning: 'A newer run has changed the platform since; this one changes nothing any more.',
    next: 'Look at the platform with `mcloud status`.',
  },
  PLAN_STALE: {
    exit: EXIT.failed,
    meaning: 'The world has changed since the plan was made.',
    next: 'Make a new plan and approve it again.',
  },
  PLAN_INVALID: {
    exit: EXIT.usage,
    meaning: 'The plan file is damaged or not a plan of this command.',
    next: 'Make a new plan.',
  },
  STORE_FAILED: {
    exit: EXIT.failed,
    meaning: 'The journal or the lock could not be written or read.',
    next: 'Free the disk or repair the store; nothing further was changed.',
  },
  // databases
  PREFLIGHT_FAILED: {
    exit: EXIT.failed,
    meaning: 'A pre-flight check of a promotion failed; nothing was changed.',
    next: 'Repair each listed check, or read docs/failover.md about it.',
  },
  DATABASE_UNREACHABLE: {
    exit: EXIT.failed,
    meaning: 'A PostgreSQL server did not answer.',
    next: 'Check its endpoint, credentials and network with `mcloud doctor`.',
  },
  DATABASE_REFUSED: {
    exit: EXIT.failed,
    meaning: 'A PostgreSQL server refused a statement.',
    next: 'Read the message of the server; docs/failover.md lists the permissions it needs.',
  },
  LOCK_TIMEOUT: {
    exit: EXIT.failed,
    meaning:
      'Somebody held a lock on a table for too long; the fence was taken back and the source still writes.',
    next: 'End the transaction that the message names, then repeat the command.',
  },
  WRITE_PROBE_FAILED: {
    exit: EXIT.failed,
    meaning: 'The promoted server does not take the writes of the application.',
    next: 'Repair what the message names, then resume the run.',
  },
  FENCE_UNPROVED: {
    exit: EXIT.failed,
    meaning: 'Nothing proves that the lost primary is shut off, so no other server was opened.',
    next: 'Shut it off by other means and repeat, or take the risk of two writers with --accept-unfenced-source=REASON.',
  },
  MULTI_WRITER_REFUSED: {
    exit: EXIT.usage,
    meaning: 'Two writable databases were asked for.',
    next: 'Name one primary: native logical replication resolves no conflicts.',
  },
  // sync
  SYNC_LISTING_FAILED: {
    exit: EXIT.failed,
    meaning: 'A listing broke off or came out of order; nothing was deleted.',
    next: 'Repeat the command; what was copied before stays copied.',
  },
  SYNC_SOURCE_EMPTY: {
    exit: EXIT.failed,
    meaning:
      'The source of a sync with deletes is empty, which would empty the destination; nothing was deleted.',
    next: 'Check the address of the source and whether it may be listed.',
  },
  SYNC_DELETE_LIMIT: {
    exit: EXIT.failed,
    meaning: 'A sync would delete more objects than its limit; nothing was deleted.',
    next: 'Look at the plan, and raise --max-delete if the deletes are meant.',
  },
  SYNC_CORRUPT: {
    exit: EXIT.failed,
    meaning:
      'The bytes of an object did not arrive as they were sent, in spite of repeats; the copy was not made.',
    next: 'Check the object with `mcloud sync verify`, then repeat the command.',
  },
  SYNC_KEY_REFUSED: {
    exit: EXIT.partial,
    meaning: 'A folder cannot hold an object of that key beside what stands there; the rest goes on.',
    next: 'Rename one of the two objects, or leave one out with --exclude.',
  },
  SYNC_FAILED: {
    exit: EXIT.failed,
    meaning: 'Objects could not be read or written; the message names the first of them.',
    next: 'Repair the cause, then repeat the command: only what is left is copied.',
  },
  // deployments
  TERRAFORM_FAILED: {
    exit: EXIT.failed,
    meaning: 'Terraform or OpenTofu reported an error in a unit.',
    next: 'Repair what each listed line says, then run `mcloud deploy resume`.',
  },
  STATE_LOCKED: {
    exit: EXIT.failed,
    meaning: 'Somebody else holds the lock of the state of a unit.',
    next: 'Wait for them; release the lock with `terraform force-unlock` only when they are certainly gone.',
  },
  STATE_AT_RISK: {
    exit: EXIT.unknown,
    meaning: 'A unit was changed and its new state could not be stored.',
    next: 'Store the file that the message names before anything else.',
  },
  POLICY_REFUSED: {
    exit: EXIT.failed,
    meaning: 'A plan breaks a policy of the platform; it was not applied.',
    next: 'Change the configuration, or the policy under `deploy.policies`.',
  },
  HEALTH_GATE_FAILED: {
    exit: EXIT.failed,
    meaning: 'What was deployed did not become healthy; what depends on it was not begun.',
    next: 'Look at the probe that the message names, then run `mcloud deploy resume`.',
  },
  // cost
  BILLING_FILE_INVALID: {
    exit: EXIT.usage,
    meaning: 'A billing file is damaged, or is not a FOCUS file.',
    next: 'Export it again, or name a file with the columns that the message lists.',
  },
  PRICES_INVALID: {
    exit: EXIT.usage,
    meaning: 'A price file is damaged or has expired.',
    next: 'Name a valid or newer one with --prices.',
  },
  SPEND_LIMIT: {
    exit: EXIT.declined,
    meaning: 'The paid requests of a command would have cost more than was allowed.',
    next: 'Raise --max-api-spend, ask for a shorter period, or name one cloud.',
  },
  // lab and tools
  LAB: {
    exit: EXIT.failed,
    meaning: 'The lab could not do what was asked.',
    next: 'Read the message; `mcloud lab status` helps.',
  },
  TOOL_MISSING: {
    exit: EXIT.failed,
    meaning: 'A program that the command needs is not installed.',
    next: 'Install it; `mcloud doctor` lists where from.',
  },
  INTERNAL: {
    exit: EXIT.failed,
    meaning: 'mcloud has a defect.',
    next: 'Report it with the output of --verbose.',
  },
} as const satisfies Record<string, CodeEntry>

export type ErrorCode = keyof typeof ERROR_CODES
