/**
 * Parts of queries that several readings share. Objects of the system, of extensions and of mcloud itself are not
 * the user's.
 */
export const USER_SCHEMA = `n.nspname NOT IN ('information_schema', 'mcloud') AND n.nspname !~ '^pg_'`

/** `c` is pg_class, `n` its pg_namespace. */
export const USER_CLASS = `${USER_SCHEMA} AND ${notOfExtension('pg_class', 'c.oid')}`

/** Tables that hold rows, and partitioned tables: `oid, schema, name, relkind, relowner, ...`. */
export const USER_TABLES = `
  SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS relkind, c.relowner, c.relpersistence,
         c.relreplident, c.relacl
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND ${USER_CLASS}`

/**
 * Whether `role` has the rights of `other`, or may take them by SET ROLE. Memberships without either exist from
 * PostgreSQL 16 on: https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-ACCESS
 */
export function mayActAs(role: string, other: string, versionNumber: number): string {
  return `pg_has_role(${role}, ${other}, '${versionNumber >= 160_000 ? 'USAGE, SET' : 'MEMBER'}')`
}

/** Whether a role's own rights let it change that table. */
export function mayWrite(role: string, table: string): string {
  return `(has_table_privilege(${role}, ${table}, 'INSERT, UPDATE, DELETE, TRUNCATE')
    OR has_any_column_privilege(${role}, ${table}, 'INSERT, UPDATE'))`
}

/** True for objects that no extension owns. */
export function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`
}
