import type { Client } from 'pg'
import { DEMO } from '../demo/facts.ts'

/**
 * Would this server take an order from the application's role now? Judged from what PostgreSQL itself would do:
 * login, right to insert, read-only default, recovery.
 */
export async function acceptsApplicationWrites(admin: Client): Promise<boolean> {
  const { rows } = await admin.query<{ accepts: boolean }>(
    `SELECT role.rolcanlogin
        AND has_table_privilege(role.oid, 'public.orders', 'INSERT')
        AND NOT pg_is_in_recovery()
        AND NOT EXISTS (
          SELECT FROM pg_db_role_setting setting, unnest(setting.setconfig) AS value
          WHERE setting.setrole IN (0, role.oid)
            AND setting.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND value = 'default_transaction_read_only=on') AS accepts
     FROM pg_roles role WHERE role.rolname = $1`,
    [DEMO.applicationUser],
  )
  return rows[0]?.accepts === true
}
