import type { LabHost, LabRequest, LabResponse } from '../cloud.ts'
import type { ObjectStore } from '../objects/object-store.ts'
import { randomUuid } from '../wire/choose.ts'
import { jsonBody } from './cost-explorer.ts'
import { transferByDataSync } from './datasync-transfer.ts'
import type { S3Attributes } from './s3-attributes.ts'
import type { AwsState, DataSyncExecution, DataSyncLocation, DataSyncTask } from './state.ts'
import { AwsFault } from './wire.ts'

type Body = Readonly<Record<string, unknown>>

const TARGET = 'FmrsService.'
const MOST_RESULTS = 100
const HEX = '0123456789abcdef'
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+/
const SECRET = /^arn:aws[a-z-]*:secretsmanager:/
/** How long a task takes to be made. */
const CREATING_MS = 30

/**
 * DataSync between this cloud's buckets, Cloud Storage and Blob Storage, as enhanced tasks do it: without an agent.
 * https://docs.aws.amazon.com/datasync/latest/userguide/API_Operations.html
 * @throws AwsFault
 */
export function handleDataSync(
  state: AwsState,
  host: LabHost,
  store: ObjectStore<S3Attributes>,
  request: LabRequest,
): LabResponse {
  const operation = (request.headers['x-amz-target'] ?? '').slice(TARGET.length)
  const body = jsonBody(request)
  const answer = (content: unknown): LabResponse => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUuid(host) },
    body: JSON.stringify(content),
  })
  switch (operation) {
    case 'CreateLocationS3':
      return answer({ LocationArn: addLocation(state, host, s3Location(body)) })
    case 'CreateLocationObjectStorage':
      return answer({ LocationArn: addLocation(state, host, googleLocation(body)) })
    case 'CreateLocationAzureBlob':
      return answer({ LocationArn: addLocation(state, host, azureLocation(body)) })
    case 'CreateTask':
      return answer({ TaskArn: createTask(state, host, body) })
    case 'ListTasks':
      return answer(listTasks(state, body))
    case 'DescribeTask':
      return answer(taskDocument(state, taskOf(state, body)))
    case 'StartTaskExecution':
      return answer({ TaskExecutionArn: start(state, host, store, taskOf(state, body)) })
    case 'DescribeTaskExecution': {
      const found = state.dataSync.executions.find(({ arn }) => arn === body.TaskExecutionArn)
      if (found === undefined) throw invalid('Task execution is not found.')
      return answer(executionDocument(found))
    }
    default:
      throw new AwsFault(400, 'UnknownOperationException', `This lab does not model ${operation}.`)
  }
}

type NewLocation = Omit<DataSyncLocation, 'arn'>

function addLocation(state: AwsState, host: LabHost, location: NewLocation): string {
  const arn = arnOf(state, `location/loc-${host.randomId(17, HEX)}`)
  state.dataSync.locations.push({ arn, ...location })
  host.changed()
  return arn
}

function s3Location({ S3BucketArn, S3Config, Subdirectory, S3StorageClass }: Body): NewLocation {
  const bucket = /^arn:aws[a-z-]*:s3:::([a-zA-Z0-9.\-_]{1,255})$/.exec(String(S3BucketArn))?.[1]
  if (bucket === undefined) throw invalid(`Invalid S3BucketArn: ${String(S3BucketArn)}`)
  if (!ROLE.test((S3Config as { BucketAccessRoleArn?: string } | undefined)?.BucketAccessRoleArn ?? ''))
    throw invalid('BucketAccessRoleArn is not the ARN of a role.')
  const storageClass = S3StorageClass === undefined ? {} : { storageClass: String(S3StorageClass) }
  return { kind: 's3', bucket, path: pathOf(Subdirectory), ...storageClass }
}

function googleLocation(body: Body): NewLocation {
  if (body.AgentArns !== undefined) throw notModelled('agents')
  if (body.ServerHostname !== 'storage.googleapis.com') throw notModelled(String(body.ServerHostname))
  if (typeof body.AccessKey !== 'string' || body.AccessKey === '') throw invalid('AccessKey is missing.')
  requireSecret(body)
  return { kind: 'gcs', bucket: String(body.BucketName), path: pathOf(body.Subdirectory) }
}

function azureLocation(body: Body): NewLocation {
  if (body.AgentArns !== undefined) throw notModelled('agents')
  const [, account, container] =
    /^https:\/\/([a-z0-9]+)\.blob\.core\.windows\.net\/([a-z0-9-]+)$/.exec(String(body.ContainerUrl)) ?? []
  if (account === undefined || container === undefined) throw invalid('Invalid ContainerUrl.')
  if (body.AuthenticationType !== 'SAS') throw notModelled('anonymous reads')
  requireSecret(body)
  return { kind: 'azure-blob', bucket: `${account}/${container}`, path: pathOf(body.Subdirectory) }
}

function requireSecret({ CustomSecretConfig }: Body): void {
  const { SecretArn = '', SecretAccessRoleArn = '' } = (CustomSecretConfig ?? {}) as Record<string, string>
  if (!SECRET.test(SecretArn) || !ROLE.test(SecretAccessRoleArn))
    throw invalid('CustomSecretConfig names no secret and role.')
}

/** `/in/` means keys that begin with `in/`. */
function pathOf(subdirectory: unknown): string {
  const path = String(subdirectory ?? '/')
  if (!/^[a-zA-Z0-9_\-+./()\p{Zs}]*$/u.test(path)) throw invalid(`Invalid Subdirectory: ${path}`)
  const plain = path.replace(/^\/+/, '')
  return plain === '' || plain.endsWith('/') ? plain : `${plain}/`
}

function createTask(state: AwsState, host: LabHost, body: Body): string {
  const find = (arn: unknown) => state.dataSync.locations.find((location) => location.arn === arn)
  const [source, destination] = [find(body.SourceLocationArn), find(body.DestinationLocationArn)]
  if (source === undefined || destination === undefined) throw invalid('Location is not found.')
  if (body.TaskMode !== 'ENHANCED') throw notModelled('basic tasks')
  if (destination.kind !== 's3') throw notModelled(`a destination in ${destination.kind}`)
  const { ObjectTags, VerifyMode, PreserveDeletedFiles } = (body.Options ?? {}) as Record<string, string>
  if (VerifyMode === 'POINT_IN_TIME_CONSISTENT')
    throw invalid('Enhanced mode tasks do not support POINT_IN_TIME_CONSISTENT.')
  if (PreserveDeletedFiles === 'REMOVE') throw notModelled('deletes')
  if (source.kind === 'gcs' && ObjectTags !== 'NONE') throw invalid('The source has no object tags.')
  const task: DataSyncTask = {
    arn: arnOf(state, `task/task-${host.randomId(17, HEX)}`),
    name: String(body.Name ?? ''),
    source: source.arn,
    destination: destination.arn,
    tags: ObjectTags !== 'NONE',
    status: 'CREATING',
  }
  state.dataSync.tasks.push(task)
  host.changed()
  setTimeout(() => {
    task.status = 'AVAILABLE'
    host.changed()
  }, CREATING_MS).unref()
  return task.arn
}

function listTasks(state: AwsState, { MaxResults, NextToken }: Body) {
  const most = Math.min(Number(MaxResults ?? MOST_RESULTS), MOST_RESULTS)
  const from = NextToken === undefined ? 0 : Number(NextToken)
  if (!Number.isInteger(from) || !Number.isInteger(most) || most < 1) throw invalid('Invalid page.')
  const { tasks } = state.dataSync
  return {
    Tasks: tasks.slice(from, from + most).map((task) => {
      const { TaskArn, Name, Status, TaskMode } = taskDocument(state, task)
      return { TaskArn, Name, Status, TaskMode }
    }),
    ...(from + most < tasks.length ? { NextToken: String(from + most) } : {}),
  }
}

function taskOf(state: AwsState, { TaskArn }: Body): DataSyncTask {
  const found = state.dataSync.tasks.find(({ arn }) => arn === TaskArn)
  if (found === undefined) throw invalid(`Request parameter TaskArn is invalid: ${String(TaskArn)}`)
  return found
}

function runningOf(state: AwsState, task: DataSyncTask): DataSyncExecution | undefined {
  return state.dataSync.executions.find(
    ({ task: of, status }) => of === task.arn && status !== 'SUCCESS' && status !== 'ERROR',
  )
}

function taskDocument(state: AwsState, task: DataSyncTask) {
  const running = runningOf(state, task)
  return {
    TaskArn: task.arn,
    Name: task.name,
    Status: running === undefined ? task.status : 'RUNNING',
    ...(running === undefined ? {} : { CurrentTaskExecutionArn: running.arn }),
    SourceLocationArn: task.source,
    DestinationLocationArn: task.destination,
    TaskMode: 'ENHANCED',
  }
}

function start(state: AwsState, host: LabHost, store: ObjectStore<S3Attributes>, task: DataSyncTask): string {
  if (task.status !== 'AVAILABLE') throw invalid('The task is not available yet.')
  if (runningOf(state, task) !== undefined) throw invalid('The task is already running.')
  const execution: DataSyncExecution = {
    arn: `${task.arn}/execution/exec-${host.randomId(17, HEX)}`,
    task: task.arn,
    startedAtMs: host.now(),
    status: 'LAUNCHING',
    ...{ listed: 0, skipped: 0, copied: 0, copiedBytes: 0, failed: 0 },
  }
  state.dataSync.executions.push(execution)
  host.changed()
  const find = (arn: string) => state.dataSync.locations.find((location) => location.arn === arn)
  void transferByDataSync(
    host,
    store,
    { task, from: find(task.source), to: find(task.destination) },
    execution,
  )
    .catch((error: unknown) => {
      execution.status = 'ERROR'
      execution.reason = error instanceof Error ? error.message : String(error)
    })
    .finally(() => host.changed())
  return execution.arn
}

function executionDocument(execution: DataSyncExecution) {
  const { arn, status, startedAtMs, listed, skipped, copied, copiedBytes, failed, reason } = execution
  return {
    TaskExecutionArn: arn,
    Status: status,
    TaskMode: 'ENHANCED',
    StartTime: startedAtMs / 1_000,
    FilesListed: { AtSource: listed },
    FilesSkipped: skipped,
    FilesTransferred: copied,
    FilesVerified: copied,
    BytesTransferred: copiedBytes,
    BytesWritten: copiedBytes,
    FilesFailed: { Prepare: 0, Transfer: failed, Verify: 0, Delete: 0 },
    Result: {
      TransferStatus: status === 'ERROR' ? 'ERROR' : status === 'SUCCESS' ? 'SUCCESS' : 'PENDING',
      ...(reason === undefined ? {} : { ErrorCode: 'TransferError', ErrorDetail: reason }),
    },
  }
}

function arnOf(state: AwsState, resource: string): string {
  return `arn:aws:datasync:${state.region}:${state.account}:${resource}`
}

function invalid(message: string): AwsFault {
  return new AwsFault(400, 'InvalidRequestException', message)
}

function notModelled(what: string): AwsFault {
  return new AwsFault(501, 'InternalException', `This lab does not model ${what} in DataSync.`)
}
