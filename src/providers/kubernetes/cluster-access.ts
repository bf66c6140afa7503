import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { McloudError } from '../../errors/mcloud-error.ts'
import type { ClientCertificate } from '../calls/http-json.ts'
import { execCredential } from './exec-credential.ts'

/** How a cluster is reached and who mcloud is there. */
export interface ClusterAccess {
  /** URL without a final slash. */
  readonly server: string
  /** PEM text. */
  readonly authority: string | undefined
  readonly certificate: ClientCertificate | undefined
  /** Asked for before every request; undefined where a certificate says it all. */
  token(): Promise<string | undefined>
}

export interface ClusterAccessInput {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Default: KUBECONFIG, then the pod's own service account, then ~/.kube/config, as kubectl has it. */
  readonly kubeconfig?: string
  /** Default: the current context. */
  readonly context?: string
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * Finds a cluster as kubectl does: a kubeconfig with tokens, certificates or credential plugins, or the service
 * account of the pod. https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 * @throws McloudError CONFIG_INVALID, AUTH_MISSING
 */
export async function findCluster(input: ClusterAccessInput): Promise<ClusterAccess> {
  const { environment, kubeconfig, context } = input
  const named = kubeconfig ?? environment.KUBECONFIG?.split(delimiter).find((path) => path !== '')
  if (named === undefined && context === undefined && environment.KUBERNETES_SERVICE_HOST)
    return fromPod(environment)
  return fromKubeconfig(named ?? join(environment.HOME ?? homedir(), '.kube', 'config'), input)
}

async function fromPod(environment: ClusterAccessInput['environment']): Promise<ClusterAccess> {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = environment
  const authority = await readText(join(SERVICE_ACCOUNT, 'ca.crt'))
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    authority,
    certificate: undefined,
    // Read each time: the kubelet renews it.
    token: async () => (await readText(join(SERVICE_ACCOUNT, 'token'))).trim(),
  }
}

interface Kubeconfig {
  readonly 'current-context'?: string
  readonly contexts?: readonly { name: string; context: { cluster: string; user: string } }[]
  readonly clusters?: readonly { name: string; cluster: Readonly<Record<string, unknown>> }[]
  readonly users?: readonly { name: string; user: Readonly<Record<string, unknown>> }[]
}

async function fromKubeconfig(path: string, input: ClusterAccessInput): Promise<ClusterAccess> {
  const { parse } = await import('yaml')
  const config = parse(await readText(path)) as Kubeconfig
  const name = input.context ?? config['current-context']
  const context = config.contexts?.find((each) => each.name === name)?.context
  const cluster = config.clusters?.find((each) => each.name === context?.cluster)?.cluster
  const user = config.users?.find((each) => each.name === context?.user)?.user ?? {}
  if (typeof cluster?.server !== 'string') throw invalid(`${path} has no cluster for the context ${name}`)
  if (cluster['insecure-skip-tls-verify'] === true)
    throw invalid(`${path}: insecure-skip-tls-verify is not supported: name the certificate authority`)
  const text = async (from: Readonly<Record<string, unknown>>, key: string) => {
    const data = from[`${key}-data`]
    if (typeof data === 'string') return Buffer.from(data, 'base64').toString('utf8')
    const file = from[key]
    if (typeof file !== 'string') return undefined
    return readText(isAbsolute(file) ? file : join(dirname(path), file))
  }
  const plugin = user.exec === undefined ? undefined : execCredential(user.exec, input.environment)
  const given = await plugin?.()
  const [authority, cert, key] = await Promise.all([
    text(cluster, 'certificate-authority'),
    given?.clientCertificateData ?? text(user, 'client-certificate'),
    given?.clientKeyData ?? text(user, 'client-key'),
  ])
  return {
    server: cluster.server.replace(/\/+$/, ''),
    authority,
    certificate: cert === undefined || key === undefined ? undefined : { cert, key },
    async token() {
      if (plugin !== undefined) return (await plugin()).token
      if (typeof user.tokenFile === 'string') return (await readText(user.tokenFile)).trim()
      return typeof user.token === 'string' ? user.token : undefined
    },
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw new McloudError({
      code: 'AUTH_MISSING',
      provider: 'kubernetes',
      message: `kubernetes: ${path} cannot be read (${code})`,
      hint: 'Set KUBECONFIG, or name a file in coordination.settings.kubeconfig.',
      cause,
    })
  }
}

function invalid(message: string): McloudError {
  return new McloudError({
    code: 'CONFIG_INVALID',
    provider: 'kubernetes',
    message: `kubernetes: ${message}`,
  })
}
