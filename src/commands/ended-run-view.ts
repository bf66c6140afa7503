import type { Promoted } from '../core/failover/commands.ts'
import type { Rejoined } from '../core/failover/rejoin/rejoin-command.ts'
import type { Run } from '../core/runs/plan.ts'
import type { Carried } from '../core/scenarios/commands.ts'
import type { Page } from './command.ts'
import { promotedPage } from './failover-view.ts'
import { rejoinedPage } from './rejoin-view.ts'

/** Whatever a run of failover ends with, when it is resumed or taken back. */
export function endedRunPage(
  page: Page,
  data: Promoted | Carried | Rejoined | { readonly kind: 'run'; readonly run: Run },
): void {
  switch (data.kind) {
    case 'rejoined':
    case 'rejoin-plan':
    case 'rejoin-nothing':
      rejoinedPage(page, data)
      break
    default:
      promotedPage(page, data)
  }
}
