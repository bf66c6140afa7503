import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { McloudError } from '../../errors/mcloud-error.ts'

export interface ExecCredential {
  readonly token?: string
  readonly clientCertificateData?: string
  readonly clientKeyData?: string
  readonly expirationTimestamp?: string
}

interface ExecSettings {
  readonly command?: string
  readonly args?: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly apiVersion?: string
}

const RENEW_BEFORE_MS = 60_000
const TIMEOUT_MS = 30_000

/**
 * Credentials of a plugin (`aws eks get-token`, `gke-gcloud-auth-plugin`, `kubelogin`), asked again shortly before
 * they end. https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export function execCredential(
  settings: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): () => Promise<ExecCredential> {
  const { command = '', args = [], env, apiVersion } = settings as ExecSettings
  let kept: ExecCredential | undefined
  return async () => {
    const ends = Date.parse(kept?.expirationTimestamp ?? '')
    if (kept !== undefined && !(ends - RENEW_BEFORE_MS <= Date.now())) return kept
    const info = { kind: 'ExecCredential', apiVersion, spec: { interactive: false } }
    try {
      const { stdout } = await promisify(execFile)(command, [...args], {
        timeout: TIMEOUT_MS,
        env: {
          ...environment,
          ...Object.fromEntries((env ?? []).map(({ name, value }) => [name, value])),
          KUBERNETES_EXEC_INFO: JSON.stringify(info),
        },
      })
      kept = (JSON.parse(stdout) as { status?: ExecCredential }).status ?? {}
      return kept
    } catch (cause) {
      // What the program printed may hold a token, and is not repeated.
      const { code } = cause as { code?: unknown }
      throw new McloudError({
        code: 'AUTH_MISSING',
        provider: 'kubernetes',
        message: `kubernetes: the credential plugin ${command} failed (${String(code ?? 'no valid answer')})`,
        hint: `Run \`kubectl get leases\`, which uses the same plugin, to see why.`,
      })
    }
  }
}
