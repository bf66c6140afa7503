import { makeAwsCloud } from '../../src/lab/aws/cloud.ts'
import { makeAzureCloud } from '../../src/lab/azure/cloud.ts'
import { makeGcpCloud } from '../../src/lab/gcp/cloud.ts'
import { startLabApi } from './lab-api.ts'

// The object stores of the lab as a process of their own, so that what is measured does not share its thread.
const clouds = { aws: makeAwsCloud, gcp: makeGcpCloud, azure: makeAzureCloud }
const make = clouds[(process.argv[2] ?? 'aws') as keyof typeof clouds]
const api = await startLabApi(make)
process.stdout.write(`${api.url}\n`)
process.on('SIGTERM', () => void api.close().then(() => process.exit(0)))
