import {
  CreateLocationAzureBlobCommand,
  CreateLocationObjectStorageCommand,
  CreateLocationS3Command,
  CreateTaskCommand,
  DataSyncClient,
  DescribeTaskCommand,
  DescribeTaskExecutionCommand,
  ListTasksCommand,
  type S3StorageClass,
  StartTaskExecutionCommand,
  type TaskListEntry,
} from '@aws-sdk/client-datasync'
import type { CloudSettings } from '../../config/platform.ts'
import type { DataSyncAccess, DataSyncLocation, DataSyncTaskInput } from '../../core/sync/engines/datasync.ts'
import { send } from '../calls/send.ts'
import type { Call } from '../provider.ts'
import { sdkCall } from './call-sdk.ts'
import { makeAwsSession } from './session.ts'

/** How DataSync is reached. @throws McloudError CONFIG_INVALID for an endpoint that is no URL */
export async function awsDataSyncAccess(
  settings: CloudSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DataSyncAccess> {
  const session = makeAwsSession({ settings, environment })
  const client = new DataSyncClient(await session.clientConfig('datasync'))
  type Send<T> = (options: { abortSignal: AbortSignal }) => Promise<T>
  const read = <T>(name: string, call: Call, once: Send<T>) =>
    send({ ...sdkCall(`datasync:${name}`, call, once), kind: 'read' })
  const change = <T>(name: string, call: Call, once: Send<T>) =>
    send({ ...sdkCall(`datasync:${name}`, call, once), kind: 'change' })

  return {
    partition: session.region.startsWith('cn-') ? 'aws-cn' : 'aws',
    overridden: session.endpoints.of('datasync') !== undefined,

    async findTask(name: string, call: Call): Promise<string | undefined> {
      const found: TaskListEntry[] = []
      let NextToken: string | undefined
      do {
        const page = await read('ListTasks', call, (options) =>
          client.send(new ListTasksCommand({ MaxResults: 100, NextToken }), options),
        )
        found.push(...(page.Tasks ?? []).filter((task) => task.Name === name))
        NextToken = page.NextToken
      } while (NextToken !== undefined)
      return (found.find(({ Status }) => Status === 'RUNNING' || Status === 'QUEUED') ?? found[0])?.TaskArn
    },

    async describeTask(TaskArn: string, call: Call) {
      const task = await read('DescribeTask', call, (options) =>
        client.send(new DescribeTaskCommand({ TaskArn }), options),
      )
      const { Status, CurrentTaskExecutionArn: execution, ErrorCode, ErrorDetail } = task
      const reason = [ErrorCode, ErrorDetail].filter(Boolean).join(': ')
      return {
        status: Status ?? '',
        ...(execution === undefined ? {} : { execution }),
        ...(reason === '' ? {} : { reason }),
      }
    },

    async createLocation(location: DataSyncLocation, call: Call): Promise<string> {
      const { subdirectory: Subdirectory, role } = location
      const secret = (SecretArn: string) => ({
        CustomSecretConfig: { SecretArn, SecretAccessRoleArn: role },
      })
      switch (location.kind) {
        case 's3': {
          const { storageClass } = location
          const made = await change('CreateLocationS3', call, (options) =>
            client.send(
              new CreateLocationS3Command({
                S3BucketArn: location.bucketArn,
                S3Config: { BucketAccessRoleArn: role },
                Subdirectory,
                ...(storageClass === undefined ? {} : { S3StorageClass: storageClass as S3StorageClass }),
              }),
              options,
            ),
          )
          return made.LocationArn ?? ''
        }
        case 'object-storage': {
          const made = await change('CreateLocationObjectStorage', call, (options) =>
            client.send(
              new CreateLocationObjectStorageCommand({
                ServerHostname: location.host,
                ServerProtocol: 'HTTPS',
                BucketName: location.bucket,
                AccessKey: location.accessKey,
                Subdirectory,
                ...secret(location.secretArn),
              }),
              options,
            ),
          )
          return made.LocationArn ?? ''
        }
        case 'azure-blob': {
          const made = await change('CreateLocationAzureBlob', call, (options) =>
            client.send(
              new CreateLocationAzureBlobCommand({
                ContainerUrl: location.containerUrl,
                AuthenticationType: 'SAS',
                Subdirectory,
                ...secret(location.secretArn),
              }),
              options,
            ),
          )
          return made.LocationArn ?? ''
        }
      }
    },

    async createTask(task: DataSyncTaskInput, call: Call): Promise<string> {
      const made = await change('CreateTask', call, (options) =>
        client.send(
          new CreateTaskCommand({
            Name: task.name,
            SourceLocationArn: task.source,
            DestinationLocationArn: task.destination,
            // Needs no agent between clouds, and knows no limit of objects.
            TaskMode: 'ENHANCED',
            Options: {
              TransferMode: 'CHANGED',
              OverwriteMode: 'ALWAYS',
              PreserveDeletedFiles: 'PRESERVE',
              VerifyMode: 'ONLY_FILES_TRANSFERRED',
              ObjectTags: task.tags ? 'PRESERVE' : 'NONE',
              Uid: 'NONE',
              Gid: 'NONE',
              PosixPermissions: 'NONE',
              LogLevel: 'OFF',
            },
          }),
          options,
        ),
      )
      return made.TaskArn ?? ''
    },

    async startTask(TaskArn: string, call: Call): Promise<string> {
      const started = await change('StartTaskExecution', call, (options) =>
        client.send(new StartTaskExecutionCommand({ TaskArn }), options),
      )
      return started.TaskExecutionArn ?? ''
    },

    async describeExecution(TaskExecutionArn: string, call: Call) {
      const seen = await read('DescribeTaskExecution', call, (options) =>
        client.send(new DescribeTaskExecutionCommand({ TaskExecutionArn }), options),
      )
      const { Status, FilesTransferred, BytesWritten, BytesTransferred, FilesFailed, Result } = seen
      const reason = [Result?.ErrorCode, Result?.ErrorDetail].filter(Boolean).join(': ')
      const { Prepare = 0, Transfer = 0, Verify = 0 } = FilesFailed ?? {}
      return {
        status: Status ?? '',
        objects: FilesTransferred ?? 0,
        bytes: BytesWritten ?? BytesTransferred ?? 0,
        failed: Prepare + Transfer + Verify,
        ...(reason === '' ? {} : { reason }),
      }
    },
  }
}
