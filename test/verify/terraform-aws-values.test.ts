import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveCallerIdentity } from '../terraform/support/caller-identity.ts'
import { type PlatformUnit, readPlatformUnits, resolved } from '../terraform/support/platform-units.ts'
import { copyTerraform, modulesOf, terraform } from '../terraform/support/terraform.ts'

// A CLI configuration of terraform whose mirror holds the real aws provider 5.100: it checks values, formats and
// arguments that exclude or need each other, which no schema states.
const realConfig = process.env.MCLOUD_TF_REAL_AWS_CONFIG ?? ''

const RANGE = '">= 5.100, < 7.0"'
const ACCOUNT = '123456789012'
const ENVIRONMENTS = ['dev', 'production']

/** Outputs of the learning platform's units in the form that the clouds give them. */
const OUTPUTS: Readonly<Record<string, unknown>> = {
  'aws-cache.members': ['learning-platform-production-cache-001', 'learning-platform-production-cache-002'],
  'aws-kubernetes.backend_role_arn': `arn:aws:iam::${ACCOUNT}:role/learning-platform-production-backend`,
  'aws-kubernetes.node_security_group_id': 'sg-0123456789abcdef0',
  'aws-network.cidrs': ['10.10.0.0/16'],
  'aws-network.database_subnet_ids': ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  'aws-network.private_subnet_ids': ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
  'aws-network.route_table_ids': ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  'aws-network.vpc_id': 'vpc-0123456789abcdef0',
  'aws-postgres.instance_id': 'learning-platform-production-postgres',
  'aws-security.kms_key_arn': `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`,
  'aws-security.secret_arns': {
    backend: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:learning-platform-production-backend-AbCdEf`,
  },
  'aws-storage.bucket_arn': 'arn:aws:s3:::learning-assets',
  'gcp-network.cidrs': ['10.20.0.0/20', '10.30.0.0/16'],
  'gcp-network.network_id': 'projects/learning-example/global/networks/learning-platform-production-network',
  'gcp-network.psa_cidrs': ['10.30.0.0/16'],
  'gcp-project.project_id': 'learning-example',
  'vpn.connection_ids': ['vpn-0123456789abcdef0', 'vpn-0123456789abcdef1'],
}

const ofAws = readPlatformUnits('learning-platform').filter(({ name }) => /^aws-|^vpn$|^dns$/.test(name))

describe.skipIf(realConfig === '')('values of the aws modules, checked by the real provider', () => {
  let copy: ReturnType<typeof copyTerraform>
  let identity: Awaited<ReturnType<typeof serveCallerIdentity>>

  beforeAll(async () => {
    expect(existsSync(realConfig), `MCLOUD_TF_REAL_AWS_CONFIG names no file: ${realConfig}`).toBe(true)
    identity = await serveCallerIdentity(ACCOUNT)
    copy = copyTerraform()
    for (const file of readdirSync(copy.folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.tf')) continue
      const full = path.join(copy.folder, file)
      writeFileSync(full, readFileSync(full, 'utf8').replaceAll(RANGE, '"~> 5.100"'))
    }
  })
  afterAll(async () => {
    copy?.remove()
    await identity?.close()
  })

  /** Makes a root ready to be planned as it stands, but without an account. */
  const prepare = async (root: string) => {
    // Merged over the provider's block: https://developer.hashicorp.com/terraform/language/files/override
    const override = `provider "aws" {
  access_key                  = "unused"
  secret_key                  = "unused"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    sts = "${identity.url}"
  }
}
`
    writeFileSync(path.join(root, 'provider_override.tf'), override)
    expect((await real(root, ['init', '-backend=false'])).output).toContain('Installed hashicorp/aws v5.')
  }
  const plan = async (root: string, args: readonly string[] = []) => {
    const { exitCode, output } = await real(root, ['plan', ...args])
    expect([exitCode, exitCode === 0 ? '' : output]).toEqual([0, ''])
    expect(output).not.toContain('Warning:')
  }

  test.each(modulesOf('aws'))('%s is valid and its example can be planned', async (name) => {
    const module = path.join(copy.folder, 'modules', 'aws', name)
    await real(module, ['init', '-backend=false'])
    const { diagnostics } = JSON.parse((await real(module, ['validate', '-json'])).output)
    expect(diagnostics).toEqual([])
    const example = path.join(module, 'examples', 'basic')
    await prepare(example)
    await plan(example)
  })

  test.each(ofAws)('the unit $name of the learning platform can be planned', async (unit) => {
    const root = path.join(copy.folder, unit.folder)
    await prepare(root)
    for (const environment of ENVIRONMENTS) {
      writeFileSync(path.join(root, 'given.json'), JSON.stringify(givenTo(unit, environment)))
      await plan(root, [`-var-file=environments/${environment}.tfvars.json`, '-var-file=given.json'])
    }
  })
})

function givenTo(unit: PlatformUnit, environment: string) {
  const wired = unit.inputs.map(({ variable, unit: other, output }) => {
    const value = OUTPUTS[`${other}.${output}`]
    expect(value, `${other}.${output}`).toBeDefined()
    return [variable, value]
  })
  const values = { ...unit.variables[environment], ...Object.fromEntries(wired) }
  return resolved(values, { AWS_ACCOUNT_ID: ACCOUNT, GCP_PROJECT_ID: 'learning-example' })
}

async function real(folder: string, args: readonly string[]) {
  return terraform(folder, args, { TF_CLI_CONFIG_FILE: realConfig })
}
