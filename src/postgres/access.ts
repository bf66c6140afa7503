import type { Access, RoleAccess, WriteGrant } from '../core/databases/facts.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'
import { grantee, identifier, literal, qualified } from './sql.ts'
import { USER_TABLES } from './user-objects.ts'

const WRITES = `('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')`

/** What lets the writing roles in: their login, their read-only defaults, and every grant that reaches them. */
export async function readAccess(
  connection: Connection,
  writers: readonly string[],
  call: Call,
): Promise<Access> {
  const [row] = await connection.query<{
    roles: RoleAccess[]
    grants: (Omit<WriteGrant, 'column'> & { column: string | null })[]
  }>(ACCESS, [writers], call)
  return {
    roles: row?.roles ?? [],
    grants: (row?.grants ?? []).map(({ column, ...grant }) => ({
      ...grant,
      ...(column === null ? {} : { column }),
    })),
  }
}

/** Write privileges granted by another role than the owner: REVOKE by the owner would not reach them. */
export async function readForeignGrants(
  connection: Connection,
  writers: readonly string[],
  call: Call,
): Promise<string[]> {
  const rows = await connection.query<{ text: string }>(
    `${GRANTS} SELECT format('%s on %s.%s to %s by %s', privilege, schema, "table", grantee, grantor) AS text
     FROM grants WHERE grantor_oid <> relowner ORDER BY 1`,
    [writers],
    call,
  )
  return rows.map(({ text }) => text)
}

/** The statements that shut the writing roles out of logging in. */
export function shutRoles(access: Access): string[] {
  return access.roles.flatMap(({ name }) => [
    `ALTER ROLE ${identifier(name)} NOLOGIN`,
    `ALTER ROLE ${identifier(name)} SET default_transaction_read_only = on`,
  ])
}

/** The statements that take every write privilege away; privileges on columns go with those on their table. */
export function revokeWrites(access: Access): string[] {
  const byTable = new Map<string, Set<string>>()
  for (const grant of access.grants) {
    const table = qualified({ schema: grant.schema, name: grant.table })
    byTable.set(table, (byTable.get(table) ?? new Set()).add(grantee(grant.grantee)))
  }
  return [...byTable].map(
    ([table, roles]) =>
      `REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON TABLE ${table} FROM ${[...roles].join(', ')}`,
  )
}

/** The statements that give exactly this access, whatever stood there before. */
export function giveAccess(access: Access, databaseName: string): string[] {
  const inDatabase = `IN DATABASE ${identifier(databaseName)}`
  const roles = access.roles.flatMap(({ name, canLogin, readOnlyDefaults }) => {
    const role = `ALTER ROLE ${identifier(name)}`
    return [
      `${role} RESET default_transaction_read_only`,
      `${role} ${inDatabase} RESET default_transaction_read_only`,
      ...readOnlyDefaults.map(
        (setting) =>
          `${role} ${setting.inDatabase ? inDatabase : ''} SET default_transaction_read_only = ${literal(setting.value)}`,
      ),
      `${role} ${canLogin ? 'LOGIN' : 'NOLOGIN'}`,
    ]
  })
  const grants = access.grants.map((grant) => {
    const columns = grant.column === undefined ? '' : ` (${identifier(grant.column)})`
    const option = grant.grantable ? ' WITH GRANT OPTION' : ''
    const table = qualified({ schema: grant.schema, name: grant.table })
    return `GRANT ${grant.privilege}${columns} ON TABLE ${table} TO ${grantee(grant.grantee)}${option}`
  })
  return [...grants, ...roles]
}

/** `privilege` is one of four fixed words, so it needs no quoting where it is put into a statement. */
const GRANTS = `
  WITH user_tables AS MATERIALIZED (${USER_TABLES}),
  writers AS (SELECT oid FROM pg_roles WHERE rolname = ANY($1::text[])),
  entries AS (
    SELECT t.schema, t.name AS "table", NULL::text AS "column", t.relowner, acl.*
    FROM user_tables t, aclexplode(t.relacl) AS acl
    UNION ALL
    SELECT t.schema, t.name, a.attname, t.relowner, acl.*
    FROM user_tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped,
      aclexplode(a.attacl) AS acl),
  grants AS (
    SELECT e.schema, e."table", e."column", e.relowner, e.grantor AS grantor_oid,
      pg_get_userbyid(e.grantor) AS grantor,
      CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee)::text END AS grantee,
      e.privilege_type AS privilege, e.is_grantable AS grantable
    FROM entries e
    WHERE e.privilege_type IN ${WRITES} AND e.grantee <> e.relowner
      AND (e.grantee = 0 OR EXISTS (SELECT FROM writers w WHERE pg_has_role(w.oid, e.grantee, 'MEMBER'))))`

const ACCESS = `
  ${GRANTS}
  SELECT
    (SELECT coalesce(json_agg(json_build_object('name', r.rolname, 'canLogin', r.rolcanlogin, 'readOnlyDefaults', (
        SELECT coalesce(json_agg(json_build_object('inDatabase', s.setdatabase <> 0, 'value', split_part(one, '=', 2))
                                 ORDER BY s.setdatabase), '[]')
        FROM pg_db_role_setting s, unnest(s.setconfig) AS one
        WHERE s.setrole = r.oid AND one LIKE 'default\\_transaction\\_read\\_only=%'
          AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
      )) ORDER BY r.rolname), '[]') FROM pg_roles r WHERE r.rolname = ANY($1::text[])) AS roles,
    (SELECT coalesce(json_agg(json_build_object('schema', schema, 'table', "table", 'column', "column",
        'grantee', grantee, 'privilege', privilege, 'grantable', grantable)
        ORDER BY schema, "table", "column", grantee, privilege), '[]') FROM grants) AS grants`
