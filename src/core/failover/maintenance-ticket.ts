import type { Ticket } from '../databases/promotable-server.ts'
import { type Control, epochOf } from '../runs/control.ts'

/**
 * By what authority something is repaired between two runs. The control document has to be read before it is seen that
 * no run is unfinished: one that begins after that has a higher token, and the servers refuse this one. An aborted run
 * leaves the epoch it worked at, one above the committed one.
 */
export function maintenanceTicket(control: Control, database: string): Ticket {
  return { runId: 'maintenance', epoch: epochOf(control, database) + 1, token: control.token }
}
