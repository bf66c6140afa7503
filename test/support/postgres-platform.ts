import type { Cloud } from '../../src/config/clouds.ts'
import type { Database } from '../../src/config/platform.ts'
import { type Cluster, type ClusterSet, openClusters } from './postgres-cluster.ts'

/** The demo database `orders` on two or three real servers, set up by plain SQL as an operator would have done it. */
export interface Trio {
  readonly database: Database
  readonly clusters: ReadonlyMap<Cloud, Cluster>
  of(cloud: Cloud): Cluster
  close(): Promise<void>
}

/** What the demo application has in its database; sequences of every odd kind among it. */
const SCHEMA = `
  CREATE TYPE public.status AS ENUM ('open', 'paid');
  CREATE TABLE public.orders (id bigserial PRIMARY KEY, note text NOT NULL, status public.status DEFAULT 'open', at timestamptz DEFAULT now());
  CREATE TABLE public.items (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint REFERENCES public.orders(id), price numeric(10,2));
  CREATE TABLE public.events (day date NOT NULL, id int NOT NULL, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
  CREATE TABLE public.events_2026 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE SEQUENCE public.countdown INCREMENT BY -1;
  CREATE SEQUENCE public.batch CACHE 20;
  CREATE SEQUENCE public.wheel MINVALUE 1 MAXVALUE 5 CYCLE;
  CREATE SEQUENCE public.untouched START 100;
  CREATE INDEX orders_at ON public.orders (at);`

const ROLES = `CREATE ROLE app LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE writers_group NOLOGIN;
  GRANT writers_group TO app; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader, app;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO app; GRANT USAGE ON SCHEMA public TO app;`

const WRITES = `GRANT INSERT, UPDATE, DELETE, TRUNCATE ON public.orders, public.events, public.events_2026 TO app;
  GRANT INSERT, DELETE ON public.items TO writers_group; GRANT UPDATE (price) ON public.items TO app;`

const FENCE = `ALTER ROLE app NOLOGIN; ALTER ROLE app SET default_transaction_read_only = on;`

export async function openTrio(
  clouds: readonly Cloud[] = ['aws', 'gcp', 'azure'],
  version: 15 | 18 = 18,
): Promise<Trio> {
  const set: ClusterSet = await openClusters(version)
  const clusters = new Map<Cloud, Cluster>()
  try {
    for (const cloud of clouds) clusters.set(cloud, await set.cluster())
    const primary = clouds[0] as Cloud
    await Promise.all(
      [...clusters].map(([cloud, cluster]) =>
        cluster.sql(`${SCHEMA}${ROLES}${cloud === primary ? WRITES : FENCE}`),
      ),
    )
    const source = clusters.get(primary) as Cluster
    await source.sql(`CREATE PUBLICATION mcloud FOR TABLE public.orders, public.items, public.events;
      INSERT INTO public.orders (note) SELECT 'before ' || i FROM generate_series(1, 50) i;
      INSERT INTO public.items (order_id, price) SELECT i, i FROM generate_series(1, 50) i;
      INSERT INTO public.events SELECT '2026-05-01', i FROM generate_series(1, 10) i;
      SELECT nextval('public.countdown'), nextval('public.countdown'), nextval('public.batch'), nextval('public.wheel'),
        nextval('public.wheel')`)
    for (const cloud of clouds.slice(1)) {
      const name = `mcloud_${cloud}`
      const origin = version >= 16 ? ' WITH (origin = none)' : ''
      await clusters
        .get(cloud)
        ?.sql(
          `CREATE SUBSCRIPTION ${name} CONNECTION 'host=127.0.0.1 port=${source.port} user=admin dbname=orders' PUBLICATION mcloud${origin}`,
        )
      await until(async () => {
        const rows = await clusters
          .get(cloud)
          ?.rows<{ n: string }>(`SELECT count(*) AS n FROM pg_subscription_rel WHERE srsubstate <> 'r'`)
        return rows?.[0]?.n === '0'
      })
    }
    return {
      database: databaseOf(primary, clusters),
      clusters,
      of: (cloud) => clusters.get(cloud) as Cluster,
      close: set.close,
    }
  } catch (error) {
    await set.close()
    throw error
  }
}

function databaseOf(primary: Cloud, clusters: ReadonlyMap<Cloud, Cluster>): Database {
  return {
    name: 'orders',
    engine: 'postgres',
    primary,
    members: Object.fromEntries(
      [...clusters].map(([cloud, cluster]) => [
        cloud,
        { cloud, instance: `orders-${cloud}`, url: cluster.url('admin') },
      ]),
    ),
    writers: ['app'],
    lagThresholdMs: 5_000,
  }
}

/** Waits for something to become true. */
export async function until(check: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const end = Date.now() + timeoutMs
  while (!(await check())) {
    if (Date.now() > end) throw new Error('It did not become true in time.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
