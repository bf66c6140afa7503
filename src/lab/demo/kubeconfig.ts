import type { LabSettings } from '../settings.ts'
import { endpointsOf } from './client-environment.ts'

/** How kubectl and mcloud reach the lab's Kubernetes API server. */
export async function kubeconfig(settings: LabSettings): Promise<string> {
  const { stringify } = await import('yaml')
  const server = `${endpointsOf(settings.network).azure}/kubernetes`
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server, 'certificate-authority': 'ca.pem' } }],
    users: [{ name: 'operator', user: { token: settings.secrets.azureToken } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'operator', namespace: 'mcloud' } }],
  })
}
