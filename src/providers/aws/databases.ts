import type { DBInstance } from '@aws-sdk/client-rds'
import {
  DescribeDBInstancesCommand,
  RDSClient,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds'
import { isMcloudError, McloudError } from '../../errors/mcloud-error.ts'
import { sendChange } from '../calls/change.ts'
import { send } from '../calls/send.ts'
import type { Call, DatabaseRef, Databases, ObservedDatabase, Outcome } from '../provider.ts'
import { sdkCall } from './call-sdk.ts'
import type { AwsSession } from './session.ts'

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
const STATES: Readonly<Record<string, ObservedDatabase['state']>> = {
  available: 'running',
  'storage-optimization': 'running',
  'storage-config-upgrade': 'running',
  'backing-up': 'running',
  'configuring-enhanced-monitoring': 'running',
  'configuring-log-exports': 'running',
  stopped: 'stopped',
  stopping: 'stopping',
  starting: 'starting',
  creating: 'starting',
  rebooting: 'changing',
  modifying: 'changing',
  maintenance: 'changing',
  upgrading: 'changing',
  renaming: 'changing',
  'resetting-master-credentials': 'changing',
  'converting-to-vpc': 'changing',
  'moving-to-vpc': 'changing',
  deleting: 'changing',
  failed: 'failed',
  'restore-error': 'failed',
  'storage-full': 'failed',
  'incompatible-network': 'failed',
  'incompatible-option-group': 'failed',
  'incompatible-parameters': 'failed',
  'incompatible-restore': 'failed',
  'inaccessible-encryption-credentials': 'failed',
  'inaccessible-encryption-credentials-recoverable': 'failed',
  'insufficient-capacity': 'failed',
}

/** Amazon RDS instances: one client a region. */
export function makeRdsDatabases(session: AwsSession): Databases {
  const clients = new Map<string, Promise<RDSClient>>()
  const clientOf = (ref: DatabaseRef) => {
    const region = ref.region ?? session.region
    const client =
      clients.get(region) ?? session.clientConfig('rds', region).then((config) => new RDSClient(config))
    clients.set(region, client)
    return client
  }

  async function observe(ref: DatabaseRef, call: Call): Promise<ObservedDatabase | undefined> {
    const client = await clientOf(ref)
    const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: ref.instance })
    try {
      const answer = await send({
        ...sdkCall('rds:DescribeDBInstances', call, (options) => client.send(command, options)),
        kind: 'read',
      })
      const instance = answer.DBInstances?.[0]
      return instance === undefined ? undefined : toObserved(ref, instance)
    } catch (error) {
      if (isMcloudError(error) && error.code === 'NOT_FOUND') return undefined
      throw error
    }
  }

  /** Brings the instance towards a state: reads first, so that what is so already is left alone. */
  async function bring(ref: DatabaseRef, towards: Towards, call: Call): Promise<Outcome> {
    const before = await observe(ref, call)
    if (before === undefined) throw missing(ref)
    if (before.state === towards.reached) return { kind: 'unchanged' }
    if (before.state === towards.underWay) return { kind: 'pending', handle: ref.instance }
    const client = await clientOf(ref)
    const sent = await sendChange(
      sdkCall(towards.action, call, (options) => towards.send(client, ref.instance, options)),
      async () => {
        const after = await observe(ref, call)
        return after?.state === towards.reached || after?.state === towards.underWay
      },
    )
    if (sent.kind === 'unknown') return sent
    const requestId = sent.kind === 'answered' ? sent.answer.$metadata.requestId : undefined
    return { kind: 'pending', handle: ref.instance, ...(requestId === undefined ? {} : { requestId }) }
  }

  return {
    observe,
    stop: (ref, call) => bring(ref, STOP, call),
    start: (ref, call) => bring(ref, START, call),
  }
}

interface Towards {
  readonly action: 'rds:StopDBInstance' | 'rds:StartDBInstance'
  readonly reached: ObservedDatabase['state']
  readonly underWay: ObservedDatabase['state']
  readonly send: (
    client: RDSClient,
    instance: string,
    options: { abortSignal: AbortSignal },
  ) => Promise<{ $metadata: { requestId?: string | undefined } }>
}

const STOP: Towards = {
  action: 'rds:StopDBInstance',
  reached: 'stopped',
  underWay: 'stopping',
  send: (client, instance, options) =>
    client.send(new StopDBInstanceCommand({ DBInstanceIdentifier: instance }), options),
}

const START: Towards = {
  action: 'rds:StartDBInstance',
  reached: 'running',
  underWay: 'starting',
  send: (client, instance, options) =>
    client.send(new StartDBInstanceCommand({ DBInstanceIdentifier: instance }), options),
}

function toObserved(ref: DatabaseRef, instance: DBInstance): ObservedDatabase {
  const vendorState = instance.DBInstanceStatus ?? ''
  const { Address: host, Port: port } = instance.Endpoint ?? {}
  return {
    instance: instance.DBInstanceIdentifier ?? ref.instance,
    state: STATES[vendorState] ?? 'unknown',
    vendorState,
    role: roleOf(instance),
    engine: instance.Engine ?? '',
    engineVersion: instance.EngineVersion ?? '',
    ...(host === undefined || port === undefined ? {} : { endpoint: { host, port } }),
  }
}

/** Only RDS's own replication is known to its control plane; a native logical replica is standalone there. */
function roleOf(instance: DBInstance): ObservedDatabase['role'] {
  if (instance.ReadReplicaSourceDBInstanceIdentifier || instance.ReadReplicaSourceDBClusterIdentifier) {
    return 'replica'
  }
  return (instance.ReadReplicaDBInstanceIdentifiers?.length ?? 0) > 0 ? 'primary' : 'standalone'
}

function missing(ref: DatabaseRef): McloudError {
  return new McloudError({
    code: 'NOT_FOUND',
    provider: 'aws',
    call: 'DescribeDBInstances',
    message: `aws: there is no DB instance ${ref.instance}`,
  })
}
