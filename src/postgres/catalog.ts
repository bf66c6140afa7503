import { createHash } from 'node:crypto'
import type { CatalogObject } from '../core/databases/facts.ts'
import type { Call } from '../providers/provider.ts'
import type { Connection } from './connection.ts'
import { notOfExtension, USER_CLASS, USER_SCHEMA } from './user-objects.ts'

/**
 * Every user object by kind, name and definition. DDL is not replicated, so two members are compared by this.
 * Names in definitions are qualified because the session's search path is pg_catalog alone.
 */
export async function readCatalog(connection: Connection, call: Call): Promise<readonly CatalogObject[]> {
  const rows = await connection.query<{ kind: string; name: string; definition: string }>(CATALOG, [], call)
  return rows.sort((a, b) => compare(`${a.kind} ${a.name}`, `${b.kind} ${b.name}`))
}

/** SHA-256 in hex. */
export function hashCatalog(catalog: readonly CatalogObject[]): string {
  const lines = catalog.map(({ kind, name, definition }) => JSON.stringify([kind, name, definition]))
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const CLASSES = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`

const CATALOG = `
  SELECT 'table' AS kind, n.nspname || '.' || c.relname AS name,
    concat_ws(' ', c.relkind::text, c.relpersistence::text, 'identity', c.relreplident::text,
      CASE WHEN c.relrowsecurity THEN 'row security' END, pg_get_partkeydef(c.oid),
      pg_get_expr(c.relpartbound, c.oid),
      (SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid)
    ) AS definition
  FROM ${CLASSES} WHERE c.relkind IN ('r', 'p', 'f') AND ${USER_CLASS}
  UNION ALL
  SELECT 'column', n.nspname || '.' || c.relname || '.' || a.attname,
    concat_ws(' ', row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN 'not null' END, 'default ' || pg_get_expr(e.adbin, e.adrelid),
      'identity ' || nullif(a.attidentity::text, ''), 'generated ' || nullif(a.attgenerated::text, ''),
      'collate ' || nullif(a.attcollation, 0)::regcollation::text)
  FROM ${CLASSES} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
  WHERE c.relkind IN ('r', 'p', 'f', 'c') AND ${USER_CLASS}
  UNION ALL
  SELECT 'constraint', n.nspname || '.' || c.relname || '.' || k.conname,
    concat_ws(' ', pg_get_constraintdef(k.oid), CASE WHEN NOT k.convalidated THEN 'not validated' END)
  FROM ${CLASSES} JOIN pg_constraint k ON k.conrelid = c.oid
  WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND ${USER_CLASS}
  UNION ALL
  SELECT 'index', n.nspname || '.' || c.relname,
    concat_ws(' ', pg_get_indexdef(c.oid), CASE WHEN NOT i.indisvalid THEN 'invalid' END)
  FROM ${CLASSES} JOIN pg_index i ON i.indexrelid = c.oid WHERE ${USER_CLASS}
  UNION ALL
  SELECT 'sequence', n.nspname || '.' || c.relname,
    concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqmin, s.seqmax, s.seqincrement, s.seqcache,
      CASE WHEN s.seqcycle THEN 'cycle' END,
      (SELECT 'of ' || d.refobjid::regclass || '.' || a.attname FROM pg_depend d
         JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') LIMIT 1))
  FROM ${CLASSES} JOIN pg_sequence s ON s.seqrelid = c.oid WHERE ${USER_CLASS}
  UNION ALL
  SELECT 'view', n.nspname || '.' || c.relname, c.relkind::text || ' ' || md5(pg_get_viewdef(c.oid))
  FROM ${CLASSES} WHERE c.relkind IN ('v', 'm') AND ${USER_CLASS}
  UNION ALL
  SELECT 'type', n.nspname || '.' || t.typname,
    concat_ws(' ', t.typtype::text,
      (SELECT string_agg(quote_literal(l.enumlabel), ',' ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid),
      CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
      CASE WHEN t.typnotnull THEN 'not null' END, t.typdefault,
      (SELECT string_agg(pg_get_constraintdef(k.oid), ',' ORDER BY k.conname) FROM pg_constraint k
       WHERE k.contypid = t.oid AND k.contype = 'c'),
      (SELECT format_type(g.rngsubtype, NULL) FROM pg_range g WHERE g.rngtypid = t.oid))
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('e', 'd', 'r') AND ${USER_SCHEMA} AND ${notOfExtension('pg_type', 't.oid')}
  UNION ALL
  SELECT 'function', p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE p.prokind IN ('f', 'p') AND ${USER_SCHEMA} AND ${notOfExtension('pg_proc', 'p.oid')}
  UNION ALL
  SELECT 'trigger', n.nspname || '.' || c.relname || '.' || g.tgname, g.tgenabled::text || ' ' || pg_get_triggerdef(g.oid)
  FROM ${CLASSES} JOIN pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal WHERE ${USER_CLASS}`
