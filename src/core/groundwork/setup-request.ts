import type { Cloud } from '../../config/clouds.ts'
import { McloudError, type Problem } from '../../errors/mcloud-error.ts'

export interface SetupRequest {
  readonly cloud: Cloud
  /** Name of the deploy identity. */
  readonly identity: string
  /** Policies or roles that the units need besides. */
  readonly grants: readonly string[]
  /** Who may act as the identity. */
  readonly trusted: readonly string[]
  /** More services to enable. */
  readonly services: readonly string[]
}

interface Form {
  readonly pattern: RegExp
  /** What people are told to write. */
  readonly expected: string
}

type Word = 'identity' | 'grant' | 'trust' | 'service'

/**
 * How each cloud writes what `setup` takes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html,
 * https://cloud.google.com/iam/docs/principal-identifiers, https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
const FORMS: Readonly<Record<Cloud, Partial<Record<Word, Form>>>> = {
  aws: {
    identity: { pattern: /^[\w+=,.@-]{1,64}$/, expected: '1 to 64 letters, digits and +=,.@_-' },
    grant: {
      pattern: /^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/.+$/,
      expected: 'the ARN of a policy, e.g. arn:aws:iam::aws:policy/AmazonVPCFullAccess',
    },
    trust: {
      pattern: /^(?:\d{12}|arn:aws[a-z-]*:(?:iam|sts)::\d{12}:.+)$/,
      expected: 'the ARN of a role, user or account, e.g. arn:aws:iam::123456789012:role/ci',
    },
  },
  gcp: {
    identity: {
      pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      expected: '6 to 30 lower-case letters, digits and hyphens',
    },
    grant: {
      pattern: /^(?:roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/,
      expected: 'a role, e.g. roles/compute.networkAdmin',
    },
    trust: {
      pattern: /^(?:user|group|serviceAccount|domain|principal|principalSet):.+$/,
      expected: 'a member with its kind, e.g. user:ana@example.com or group:platform@example.com',
    },
    service: { pattern: /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/, expected: 'e.g. run.googleapis.com' },
  },
  azure: {
    identity: {
      pattern: /^[A-Za-z0-9][\w-]{2,127}$/,
      expected: '3 to 128 letters, digits, hyphens and underscores',
    },
    grant: {
      pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      expected:
        'the id of a role definition, e.g. 4d97b98b-1d4f-4787-a291-c67834d212e7 (Network Contributor)',
    },
    service: { pattern: /^[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+$/, expected: 'e.g. Microsoft.KeyVault' },
  },
}

/** Refuses what a cloud would refuse after half of the work was done. @throws McloudError USAGE with every mistake */
export function checkWords({ cloud, identity, grants, trusted, services }: SetupRequest): void {
  const given: readonly (readonly [Word, readonly string[]])[] = [
    ['identity', [identity]],
    ['grant', grants],
    ['trust', trusted],
    ['service', services],
  ]
  const problems = given.flatMap(([word, values]): Problem[] => {
    const form = FORMS[cloud][word]
    if (form === undefined) return []
    return values
      .filter((value) => !form.pattern.test(value))
      .map((value) => ({
        at: `--${word}`,
        message: `${JSON.stringify(value)} does not fit`,
        expected: form.expected,
      }))
  })
  if (problems.length === 0) return
  throw new McloudError({
    code: 'USAGE',
    message: 'There is a mistake in the command line.',
    hint: `Run \`mcloud setup ${cloud} --help\`.`,
    problems,
  })
}
