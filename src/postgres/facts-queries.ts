import { mayActAs, mayWrite, notOfExtension, USER_CLASS, USER_SCHEMA, USER_TABLES } from './user-objects.ts'

/** The queries behind `readFacts`, one a subject; all of them only read. */

const THIS_DATABASE = `(SELECT oid FROM pg_database WHERE datname = current_database())`

export const LIMITS = `
  SELECT json_build_object(
    'versionNumber', current_setting('server_version_num')::int,
    'startMark', extract(epoch FROM pg_postmaster_start_time())::text,
    'databaseName', current_database(),
    'administrator', (SELECT json_build_object('name', rolname, 'superuser', rolsuper,
        'mayReplicate', rolsuper OR rolreplication OR EXISTS (
          SELECT FROM pg_roles g WHERE g.rolname = 'rds_replication' AND pg_has_role(r.oid, g.oid, 'MEMBER')))
      FROM pg_roles r WHERE rolname = current_user),
    'limits', json_build_object(
      'walLevel', current_setting('wal_level'),
      'freeSlots', current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_replication_slots),
      'freeSenders', current_setting('max_wal_senders')::int - (SELECT count(*) FROM pg_stat_replication),
      'freeWorkers', current_setting('max_logical_replication_workers')::int
        - (SELECT count(*) FROM pg_stat_subscription WHERE pid IS NOT NULL)),
    'collation', (SELECT concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider::text, datcollate, datctype,
                                   to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale')
                  FROM pg_database d WHERE datname = current_database()),
    'extensions', (SELECT coalesce(json_agg(extname || ' ' || extversion ORDER BY extname), '[]')
                   FROM pg_extension WHERE extname <> 'plpgsql'),
    'slotsElsewhere', (SELECT coalesce(json_agg(slot_name ORDER BY slot_name), '[]') FROM pg_replication_slots
                       WHERE database IS DISTINCT FROM current_database()),
    'readOnlyByDefault', (SELECT reset_val = 'on' FROM pg_settings WHERE name = 'default_transaction_read_only')
      OR EXISTS (SELECT FROM pg_db_role_setting s, unnest(s.setconfig) AS one
                 WHERE s.setrole = 0 AND s.setdatabase IN (0, ${THIS_DATABASE})
                   AND one ~* '^default_transaction_read_only=(on|true|yes|1)$')
  ) AS facts`

/** `$1` the writing roles. Partitioned tables hold no rows themselves and are named by their partitions. */
export const TABLES = `
  WITH RECURSIVE above AS (
    SELECT inhrelid AS leaf, inhparent AS parent, 1 AS depth FROM pg_inherits
    UNION ALL
    SELECT a.leaf, i.inhparent, a.depth + 1 FROM above a JOIN pg_inherits i ON i.inhrelid = a.parent)
  SELECT t.schema, t.name, pg_get_userbyid(t.relowner) AS owner,
    EXISTS (SELECT FROM pg_roles w WHERE w.rolname = ANY($1::text[]) AND pg_has_role(w.oid, t.relowner, 'MEMBER')) AS "ownedByWriter",
    CASE t.relreplident
      WHEN 'f' THEN true
      WHEN 'n' THEN false
      WHEN 'i' THEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisreplident)
      ELSE EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary) END AS "hasReplicaIdentity",
    ARRAY(SELECT n.nspname || '.' || c.relname FROM above a JOIN pg_class c ON c.oid = a.parent
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.leaf = t.oid ORDER BY a.depth) AS ancestors
  FROM (${USER_TABLES}) t WHERE t.relkind = 'r' AND t.relpersistence = 'p' ORDER BY 1, 2`

export const PUBLICATIONS = `
  SELECT p.pubname AS name, p.puballtables AS "allTables", p.pubviaroot AS "viaRoot",
    array_remove(ARRAY[CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END,
                       CASE WHEN pubdelete THEN 'delete' END, CASE WHEN pubtruncate THEN 'truncate' END], NULL) AS operations,
    ARRAY(SELECT t.schemaname || '.' || t.tablename FROM pg_publication_tables t
          WHERE t.pubname = p.pubname ORDER BY 1) AS tables,
    ARRAY(SELECT n.nspname || '.' || c.relname FROM pg_publication_rel r JOIN pg_class c ON c.oid = r.prrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = p.oid
          UNION
          SELECT t.schemaname || '.' || t.tablename FROM pg_publication_tables t JOIN pg_namespace n ON n.nspname = t.schemaname
            JOIN pg_publication_namespace s ON s.pnnspid = n.oid AND s.pnpubid = p.oid WHERE t.pubname = p.pubname
          ORDER BY 1) AS members,
    ARRAY(SELECT r.prrelid::regclass::text FROM pg_publication_rel r
          WHERE r.prpubid = p.oid AND (r.prqual IS NOT NULL OR r.prattrs IS NOT NULL) ORDER BY 1) AS partial
  FROM pg_publication p ORDER BY 1`

/** `hasOrigin`: PostgreSQL 16 and later. */
export function subscriptionsQuery(mayReadConninfo: boolean, hasOrigin: boolean): string {
  return `
  SELECT s.subname AS name, s.subenabled AS enabled, s.subslotname AS slot, s.subpublications AS publications,
    s.subsynccommit AS "synchronousCommit",
    ${hasOrigin ? 's.suborigin' : 'NULL::text'} AS origin,
    ${mayReadConninfo ? 's.subconninfo' : 'NULL::text'} AS conninfo,
    EXISTS (SELECT FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.relid IS NULL AND w.pid IS NOT NULL) AS "workerAlive",
    coalesce(e.apply_error_count, 0)::int AS "applyErrors", coalesce(e.sync_error_count, 0)::int AS "syncErrors",
    (SELECT coalesce(json_agg(json_build_object('table', n.nspname || '.' || c.relname, 'state', l.srsubstate::text)
                              ORDER BY n.nspname, c.relname), '[]')
     FROM pg_subscription_rel l JOIN pg_class c ON c.oid = l.srrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE l.srsubid = s.oid) AS tables
  FROM pg_subscription s LEFT JOIN pg_stat_subscription_stats e ON e.subid = s.oid
  WHERE s.subdbid = ${THIS_DATABASE} ORDER BY 1`
}

export const SLOTS = `
  SELECT slot_name AS name, plugin, confirmed_flush_lsn::text AS lsn FROM pg_replication_slots
  WHERE database = current_database()`

export const SEQUENCE_NAMES = `
  SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'S' AND ${USER_CLASS} ORDER BY 1`

/**
 * `$1` the writing roles. A role that may become a table's owner counts as one that can write. Whoever mcloud is, and
 * owners of subscriptions (their apply workers write), are no strangers.
 */
export function rolesQuery(versionNumber: number): string {
  return `
  WITH user_tables AS MATERIALIZED (${USER_TABLES}),
  writers AS (SELECT w.name, r.* FROM unnest($1::text[]) AS w(name) LEFT JOIN pg_roles r ON r.rolname = w.name),
  guests AS MATERIALIZED (
    SELECT r.oid, r.rolname, r.rolsuper FROM pg_roles r
    WHERE r.rolcanlogin AND r.rolname <> current_user AND r.rolname <> ALL($1::text[])
      AND NOT EXISTS (SELECT FROM pg_subscription u WHERE u.subowner = r.oid)),
  masks AS MATERIALIZED (
    SELECT r.oid AS guest, g.oid AS mask FROM guests r JOIN pg_roles g
      ON CASE WHEN r.rolsuper THEN g.oid = r.oid ELSE ${mayActAs('r.oid', 'g.oid', versionNumber)} END)
  SELECT
    (SELECT coalesce(json_agg(json_build_object('name', w.name, 'exists', w.oid IS NOT NULL,
        'superuser', coalesce(w.rolsuper, false), 'canLogin', coalesce(w.rolcanlogin, false),
        'unstoppable', (SELECT coalesce(json_agg(g.rolname ORDER BY g.rolname), '[]') FROM pg_roles g
                        WHERE (g.rolsuper OR g.rolname = 'pg_write_all_data') AND g.oid <> w.oid AND NOT w.rolsuper
                          AND ${mayActAs('w.oid', 'g.oid', versionNumber)}),
        'rights', (SELECT coalesce(json_agg(text ORDER BY text), '[]') FROM (
            SELECT 'SELECT on ' || t.schema || '.' || t.name AS text FROM user_tables t
            WHERE has_table_privilege(w.oid, t.oid, 'SELECT')
            UNION ALL
            SELECT 'USAGE on sequence ' || n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE ${USER_CLASS} AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(w.oid, c.oid, 'USAGE') END
            UNION ALL
            SELECT 'USAGE on schema ' || n.nspname FROM pg_namespace n
            WHERE ${USER_SCHEMA} AND has_schema_privilege(w.oid, n.oid, 'USAGE')
            UNION ALL
            SELECT 'CONNECT to the database' WHERE has_database_privilege(w.oid, current_database(), 'CONNECT')) one)
      ) ORDER BY w.name), '[]') FROM writers w) AS writers,
    (SELECT coalesce(json_agg(json_build_object('name', s.rolname, 'superuser', s.rolsuper, 'tables', s.tables)
                              ORDER BY s.rolname), '[]')
     FROM (SELECT r.rolname, r.rolsuper, ARRAY(
             SELECT t.schema || '.' || t.name FROM user_tables t
             WHERE EXISTS (SELECT FROM masks m WHERE m.guest = r.oid AND ${mayWrite('m.mask', 't.oid')})
                OR pg_has_role(r.oid, t.relowner, 'MEMBER') ORDER BY 1) AS tables
           FROM guests r) s
     WHERE cardinality(s.tables) > 0) AS strangers,
    (SELECT coalesce(json_agg(DISTINCT a.usename || ' in ' || a.datname), '[]') FROM pg_stat_activity a
     WHERE a.usename = ANY($1::text[]) AND a.datname <> current_database()) AS "writersElsewhere"`
}

export const RISKS = `
  SELECT json_build_object(
    'largeObjects', (SELECT count(*) FROM pg_largeobject_metadata),
    'notReplicated', (
      SELECT coalesce(json_agg(json_build_object('kind', kind, 'name', name) ORDER BY kind, name), '[]') FROM (
        SELECT CASE WHEN c.relkind = 'm' THEN 'materialized view' WHEN c.relkind = 'f' THEN 'foreign table'
                    ELSE 'unlogged table' END AS kind, n.nspname || '.' || c.relname AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE (c.relkind IN ('m', 'f') OR (c.relkind = 'r' AND c.relpersistence = 'u')) AND ${USER_CLASS}) one),
    'definerFunctions', (
      SELECT coalesce(json_agg(p.oid::regprocedure::text ORDER BY p.oid::regprocedure::text), '[]')
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prosecdef AND ${USER_SCHEMA} AND ${notOfExtension('pg_proc', 'p.oid')}),
    'longTransactions', (
      SELECT coalesce(json_agg(format('process %s of %s in %s, %s for %s s', pid, usename, datname, state,
                                      round(extract(epoch FROM clock_timestamp() - xact_start))) ORDER BY xact_start), '[]')
      FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND xact_start < clock_timestamp() - interval '60 seconds')
  ) AS risks`
