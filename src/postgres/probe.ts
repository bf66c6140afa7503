import type { Access } from '../core/databases/facts.ts'
import type { SequenceValue, Ticket } from '../core/databases/promotable-server.ts'
import { McloudError } from '../errors/mcloud-error.ts'
import type { Call } from '../providers/provider.ts'
import { guarded } from './fence-row.ts'
import { beat } from './heartbeat.ts'
import type { Session } from './session.ts'

/**
 * Commits a heartbeat, and asks the server whether every writing role can log in and still holds each privilege that
 * it was given: no row of the application is touched.
 * @throws McloudError WRITE_PROBE_FAILED
 */
export async function probeWrite(
  session: Session,
  access: Access,
  sequences: readonly SequenceValue[],
  ticket: Ticket,
  call: Call,
): Promise<void> {
  const { main, place } = session
  const refused = await guarded(main, ticket, place, call, async () => {
    await beat(session, ticket.epoch, access, sequences, call)
    return main.query<{ text: string }>(
      `WITH writers AS (SELECT r.oid, r.rolname, r.rolcanlogin FROM pg_roles r
                        WHERE r.rolname IN (SELECT w->>'name' FROM jsonb_array_elements($1::jsonb) w
                                            WHERE (w->>'canLogin')::boolean))
       SELECT format('%s cannot log in', rolname) AS text FROM writers WHERE NOT rolcanlogin
       UNION ALL
       SELECT format('%s on %s.%s is missing for %s', g.privilege, g.schema, g."table", g.grantee)
       FROM jsonb_to_recordset($2::jsonb) AS g(schema text, "table" text, "column" text, grantee text, privilege text)
       WHERE g."column" IS NULL AND g.grantee <> 'PUBLIC'
         AND NOT has_table_privilege(g.grantee, format('%I.%I', g.schema, g."table"), g.privilege)
       UNION ALL
       SELECT 'the server is read-only' WHERE pg_is_in_recovery()`,
      [JSON.stringify(access.roles), JSON.stringify(access.grants)],
      call,
    )
  })
  if (refused.length > 0)
    throw new McloudError({
      code: 'WRITE_PROBE_FAILED',
      message: `${place} does not take the application's writes: ${refused.map(({ text }) => text).join('; ')}.`,
    })
}
