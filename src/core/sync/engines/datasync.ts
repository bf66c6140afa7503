import type { Call } from '../../../providers/provider.ts'

/** How DataSync is reached: the calls of it that a transfer needs. */
export interface DataSyncAccess {
  /** Of ARNs: `aws`, `aws-cn`. */
  readonly partition: string
  /** True where the endpoint is not Amazon's own. */
  readonly overridden: boolean
  /** ARN of the task of that name, one that runs first; undefined where there is none. */
  findTask(name: string, call: Call): Promise<string | undefined>
  describeTask(arn: string, call: Call): Promise<DataSyncTask>
  createLocation(location: DataSyncLocation, call: Call): Promise<string>
  createTask(task: DataSyncTaskInput, call: Call): Promise<string>
  startTask(arn: string, call: Call): Promise<string>
  describeExecution(arn: string, call: Call): Promise<DataSyncExecution>
}

/** A place in the words of DataSync. https://docs.aws.amazon.com/datasync/latest/userguide/API_Operations.html */
export type DataSyncLocation =
  | {
      readonly kind: 's3'
      readonly bucketArn: string
      readonly subdirectory: string
      readonly role: string
      readonly storageClass?: string
    }
  | {
      readonly kind: 'object-storage'
      readonly host: string
      readonly bucket: string
      readonly subdirectory: string
      readonly accessKey: string
      readonly secretArn: string
      readonly role: string
    }
  | {
      readonly kind: 'azure-blob'
      readonly containerUrl: string
      readonly subdirectory: string
      readonly secretArn: string
      readonly role: string
    }

export interface DataSyncTaskInput {
  readonly name: string
  readonly source: string
  readonly destination: string
  readonly tags: boolean
}

export interface DataSyncTask {
  readonly status: string
  /** The execution that goes on. */
  readonly execution?: string
  readonly reason?: string
}

export interface DataSyncExecution {
  readonly status: string
  readonly objects: number
  readonly bytes: number
  readonly failed: number
  readonly reason?: string
}
