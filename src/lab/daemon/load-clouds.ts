import type { MakeClouds } from './world.ts'

/** The wire servers of the three clouds. */
export async function loadClouds(): Promise<MakeClouds> {
  const [aws, gcp, azure] = await Promise.all([
    import('../aws/cloud.ts'),
    import('../gcp/cloud.ts'),
    import('../azure/cloud.ts'),
  ])
  return { aws: aws.makeAwsCloud, gcp: gcp.makeGcpCloud, azure: azure.makeAzureCloud }
}
