import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import { beginTransition, type Phase, phaseOf } from '../wire/database-lifecycle.ts'
import { listParameter, queryAction, queryParameters } from './query-protocol.ts'
import type { AwsState, DbInstance } from './state.ts'
import { AwsFault, awsAnswer } from './wire.ts'
import type { XmlNode } from './xml.ts'

const actions = [
  'DescribeDBInstances',
  'StopDBInstance',
  'StartDBInstance',
  'RebootDBInstance',
  'PromoteReadReplica',
]

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html */
const statusWords: Readonly<Record<Phase, string>> = {
  running: 'available',
  stopping: 'stopping',
  stopped: 'stopped',
  starting: 'starting',
  restarting: 'rebooting',
  failed: 'failed',
}

/** RDS, query protocol of 2014-10-31. @throws AwsFault */
export function handleRds(state: AwsState, host: LabHost, request: LabRequest): LabResponse {
  const parameters = queryParameters(request)
  const action = queryAction(parameters, '2014-10-31', actions)
  if (action === 'DescribeDBInstances') return describe(state, host, parameters)
  const instance = findInstance(state, required(parameters, 'DBInstanceIdentifier'))
  const status = statusWords[phaseOf(instance.life, host.now())]
  const id = instance.DBInstanceIdentifier
  const invalid = (message: string) => new AwsFault(400, 'InvalidDBInstanceState', message)
  if (action === 'PromoteReadReplica') throw invalid('DB Instance is not a read replica.')
  if (action === 'StartDBInstance') {
    if (status !== 'stopped') {
      throw invalid(
        `Instance ${id} cannot be started as it is not in one of the following statuses: 'stopped, inaccessible-encryption-credentials-recoverable'.`,
      )
    }
    beginTransition(host, id, instance.life, 'start')
  } else {
    if (parameters.has('DBSnapshotIdentifier'))
      throw new AwsFault(400, 'InvalidParameterCombination', 'Snapshots are not modelled by this lab.')
    if (status !== 'available') throw invalid(`Instance ${id} is not in available state.`)
    beginTransition(host, id, instance.life, action === 'StopDBInstance' ? 'stop' : 'restart')
  }
  return awsAnswer(host, 'rds', `${action}Response`, { DBInstance: instanceXml(state, host, instance) })
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name)
  if (value === null || value === '')
    throw new AwsFault(400, 'MissingParameter', `The request must contain the parameter ${name}.`)
  return value
}

function findInstance(state: AwsState, id: string): DbInstance {
  const instance = state.databases.find((candidate) => candidate.DBInstanceIdentifier === id.toLowerCase())
  if (instance === undefined) throw new AwsFault(404, 'DBInstanceNotFound', `DBInstance ${id} not found.`)
  return instance
}

function describe(state: AwsState, host: LabHost, parameters: URLSearchParams): LabResponse {
  const id = parameters.get('DBInstanceIdentifier')
  const chosen = id === null || id === '' ? [...state.databases] : [findInstance(state, id)]
  const found = chosen.filter((instance) => matchesFilters(instance, parameters))
  const most = Number(parameters.get('MaxRecords') ?? 100)
  if (!Number.isInteger(most) || most < 20 || most > 100) {
    throw new AwsFault(
      400,
      'InvalidParameterValue',
      `Invalid value ${parameters.get('MaxRecords')} for MaxRecords. Must be between 20 and 100`,
    )
  }
  const marker = parameters.get('Marker') ?? ''
  const at = marker === '' ? 0 : found.findIndex((instance) => instance.DBInstanceIdentifier === marker)
  if (at < 0) throw new AwsFault(400, 'InvalidParameterValue', `Invalid marker: ${marker}`)
  return awsAnswer(host, 'rds', 'DescribeDBInstancesResponse', {
    DBInstances: {
      DBInstance: found.slice(at, at + most).map((instance) => instanceXml(state, host, instance)),
    },
    Marker: found[at + most]?.DBInstanceIdentifier,
  })
}

function matchesFilters(instance: DbInstance, parameters: URLSearchParams): boolean {
  for (let index = 1; ; index++) {
    const prefix = ['Filters.Filter', 'Filters.member']
      .map((list) => `${list}.${index}`)
      .find((name) => parameters.has(`${name}.Name`))
    if (prefix === undefined) return true
    const name = parameters.get(`${prefix}.Name`) ?? ''
    const own: Readonly<Record<string, readonly string[]>> = {
      'db-instance-id': [instance.DBInstanceIdentifier, `:db:${instance.DBInstanceIdentifier}`],
      'dbi-resource-id': [instance.DbiResourceId],
      engine: ['postgres'],
      'db-cluster-id': [],
      domain: [],
    }
    const mine = own[name]
    if (mine === undefined)
      throw new AwsFault(400, 'InvalidParameterValue', `Unrecognized filter name: ${name}`)
    const wanted = listParameter(parameters, `${prefix}.Values`, 'Value')
    if (wanted.length === 0)
      throw new AwsFault(400, 'InvalidParameterCombination', `Filter ${name} must have at least one value`)
    if (
      !wanted.some((value) =>
        mine.some((item) => value === item || (item.startsWith(':') && value.endsWith(item))),
      )
    )
      return false
  }
}

function instanceXml(state: AwsState, host: LabHost, instance: DbInstance): XmlNode {
  const id = instance.DBInstanceIdentifier
  const server = host.database(id)
  return {
    DBInstanceIdentifier: id,
    DBInstanceClass: 'db.m6g.large',
    Engine: 'postgres',
    DBInstanceStatus: statusWords[phaseOf(instance.life, host.now())],
    MasterUsername: instance.MasterUsername,
    DBName: instance.DBName,
    Endpoint:
      server === undefined
        ? undefined
        : { Address: server.host, Port: server.port, HostedZoneId: 'Z2R2ITUGPM61AM' },
    AllocatedStorage: 20,
    InstanceCreateTime: new Date(instance.createdAtMs).toISOString(),
    PreferredBackupWindow: '03:00-03:30',
    BackupRetentionPeriod: instance.BackupRetentionPeriod,
    AvailabilityZone: `${state.region}a`,
    PreferredMaintenanceWindow: 'sun:04:00-sun:04:30',
    MultiAZ: false,
    EngineVersion: server?.version,
    AutoMinorVersionUpgrade: true,
    LicenseModel: 'postgresql-license',
    PubliclyAccessible: true,
    StorageType: 'gp3',
    DbInstancePort: 0,
    StorageEncrypted: true,
    DbiResourceId: instance.DbiResourceId,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    DBInstanceArn: `arn:aws:rds:${state.region}:${state.account}:db:${id}`,
    IAMDatabaseAuthenticationEnabled: false,
    DeletionProtection: false,
  }
}
