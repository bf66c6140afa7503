import type { Cloud } from '../../../config/clouds.ts'
import { HOURS } from '../estimate/component.ts'
import { decimal } from '../money.ts'
import type { WorkloadItem } from './workload.ts'

/** A priced quantity of one cloud for one item: what is billed, and what is free of it each month. */
export interface Matched {
  /** What was matched, in the cloud's own words. */
  readonly what: string
  readonly lines: readonly MatchedLine[]
}

export interface MatchedLine {
  readonly key: string
  readonly quantity: number
  /** Of every month, without an end. */
  readonly free?: number
}

type Sizes = readonly (readonly [vcpu: number, memoryGb: number, type: string])[]

/** Sizes from small to large; the first that is large enough is taken. */
const MACHINES: Readonly<Record<Cloud, Sizes>> = {
  aws: families([
    ['c6i', 2],
    ['m6i', 4],
    ['r6i', 8],
  ]),
  gcp: [2, 4, 8, 16, 32, 64].flatMap((vcpu) => [
    [vcpu, vcpu, `n2-highcpu-${vcpu}`] as const,
    [vcpu, vcpu * 4, `n2-standard-${vcpu}`] as const,
    [vcpu, vcpu * 8, `n2-highmem-${vcpu}`] as const,
  ]),
  azure: [2, 4, 8, 16, 32, 64].flatMap((vcpu) => [
    [vcpu, vcpu * 2, `Standard_F${vcpu}s_v2`] as const,
    [vcpu, vcpu * 4, `Standard_D${vcpu}s_v5`] as const,
    [vcpu, vcpu * 8, `Standard_E${vcpu}s_v5`] as const,
  ]),
}

function families(named: readonly (readonly [string, number])[]): Sizes {
  return [2, 4, 8, 16, 32, 64].flatMap((vcpu) =>
    named.map(([family, perVcpu]) => {
      const size = vcpu === 2 ? 'large' : vcpu === 4 ? 'xlarge' : `${vcpu / 4}xlarge`
      return [vcpu, vcpu * perVcpu, `${family}.${size}`] as const
    }),
  )
}

/** The smallest known size of a cloud that is large enough. */
export function machineFor(cloud: Cloud, vcpu: number, memoryGb: number): string | undefined {
  return MACHINES[cloud].find(([has, memory]) => has >= vcpu && memory >= memoryGb)?.[2]
}

/** What a cloud sells for an item that is priced by quantities; machines and databases go by their types. */
export function matchUsage(cloud: Cloud, item: WorkloadItem): Matched | undefined {
  switch (item.kind) {
    case 'objects':
      return objects(cloud, item)
    case 'functions':
      return functions(cloud, item)
    case 'messages':
      return messages(cloud, item)
    case 'table':
      return table(cloud, item)
    case 'egress':
      // Each month: AWS 100 GB, Azure 100 GB, Google 1 GB from North America.
      return {
        what: 'to the internet',
        lines: [
          { key: `${cloud}.egress.internet`, quantity: item.egressGb, free: cloud === 'gcp' ? 1 : 100 },
        ],
      }
    case 'kubernetes':
      return {
        what: { aws: 'EKS', gcp: 'GKE', azure: 'AKS, standard tier' }[cloud],
        lines: [
          {
            key: { aws: 'aws.eks.cluster', gcp: 'gcp.gke.cluster', azure: 'azure.aks.standard' }[cloud],
            quantity: HOURS * item.count,
          },
        ],
      }
    default:
      return undefined
  }
}

function objects(cloud: Cloud, { storageGb, requests }: WorkloadItem): Matched {
  const thousands = requests / 1e3
  const tens = requests / 1e4
  switch (cloud) {
    case 'aws':
      return {
        what: 'S3 standard',
        lines: [
          { key: 'aws.s3.standard', quantity: storageGb },
          { key: 'aws.s3.get', quantity: thousands },
        ],
      }
    case 'gcp':
      return {
        what: 'Cloud Storage standard, one region',
        lines: [
          { key: 'gcp.storage.standard.regional', quantity: storageGb, free: 5 },
          { key: 'gcp.storage.classB', quantity: tens, free: 5 },
        ],
      }
    case 'azure':
      return {
        what: 'Blob hot, LRS',
        lines: [
          { key: 'azure.storage.Hot.LRS', quantity: storageGb },
          { key: 'azure.storage.read', quantity: tens },
        ],
      }
  }
}

function functions(cloud: Cloud, { requests, gbSeconds }: WorkloadItem): Matched {
  const millions = requests / 1e6
  const what = { aws: 'Lambda', gcp: 'Cloud Functions', azure: 'Functions, consumption' }[cloud]
  const [request, duration] = (
    {
      aws: ['aws.lambda.requests', 'aws.lambda.duration.x86_64'],
      gcp: ['gcp.functions.invocations', 'gcp.functions.memory'],
      azure: ['azure.functions.executions', 'azure.functions.duration'],
    } as const
  )[cloud]
  return {
    what,
    lines: [
      { key: request, quantity: millions, free: cloud === 'gcp' ? 2 : 1 },
      { key: duration, quantity: gbSeconds, free: 400_000 },
    ],
  }
}

/** A message of 1 KB, sent and received: how Google counts data, the others count requests. */
function messages(cloud: Cloud, { requests }: WorkloadItem): Matched {
  switch (cloud) {
    case 'aws':
      return { what: 'SQS', lines: [{ key: 'aws.sqs.standard', quantity: requests / 1e6, free: 1 }] }
    case 'gcp':
      return {
        what: 'Pub/Sub, 1 KB a message',
        lines: [{ key: 'gcp.pubsub.throughput', quantity: requests / 2 ** 30, free: 10 / 1024 }],
      }
    case 'azure':
      return {
        what: 'Service Bus basic',
        lines: [{ key: 'azure.servicebus.Basic', quantity: requests / 1e6 }],
      }
  }
}

function table(cloud: Cloud, { storageGb }: WorkloadItem): Matched {
  const [what, key, free] = (
    {
      aws: ['DynamoDB, storage', 'aws.dynamodb.storage', 25],
      gcp: ['Firestore, storage', 'gcp.firestore.storage', 1],
      azure: ['Cosmos DB, storage', 'azure.cosmos.storage', 25],
    } as const
  )[cloud]
  return { what, lines: [{ key, quantity: storageGb, free }] }
}

/** What is left to pay of a quantity after what is free; exact. */
export function billable({ quantity, free = 0 }: MatchedLine) {
  const left = decimal(quantity).minus(free)
  return left.lt(0) ? decimal(0) : left
}
