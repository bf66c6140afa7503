import { describe, expect, test } from 'vitest'
import { violationsOf } from './support/rules.ts'

const LABELS = { platform: 'shop', environment: 'dev', unit: 'base', owner: 'team', 'managed-by': 'mcloud' }

const found = (type: string, after: Record<string, unknown>) =>
  violationsOf({
    resource_changes: [{ address: `${type}.this`, mode: 'managed', type, change: { after } }],
  })

const SETTINGS = {
  deletion_protection_enabled: true,
  user_labels: LABELS,
  ip_configuration: [{ ipv4_enabled: false, ssl_mode: 'ENCRYPTED_ONLY' }],
  backup_configuration: [{ enabled: true }],
}
const DATABASE = { deletion_protection: true, master_instance_name: null, settings: [SETTINGS] }
const BUCKET = {
  public_access_prevention: 'enforced',
  uniform_bucket_level_access: true,
  force_destroy: false,
  labels: LABELS,
}
const CLUSTER = {
  deletion_protection: true,
  resource_labels: LABELS,
  private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: true }],
  workload_identity_config: [{ workload_pool: 'p.svc.id.goog' }],
}
const SERVICE = { deletion_protection: true, labels: LABELS, ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY' }

describe('rules for plans on Google Cloud', () => {
  test.each([
    ['google_sql_database_instance', DATABASE],
    [
      'google_sql_database_instance',
      {
        ...DATABASE,
        master_instance_name: 'primary',
        settings: [{ ...SETTINGS, backup_configuration: [] }],
      },
    ],
    ['google_storage_bucket', BUCKET],
    [
      'google_storage_bucket',
      { ...BUCKET, public_access_prevention: 'inherited', labels: { ...LABELS, exposure: 'public' } },
    ],
    ['google_storage_bucket_iam_member', { member: 'allUsers', role: 'roles/storage.legacyObjectReader' }],
    ['google_container_cluster', CLUSTER],
    ['google_cloud_run_v2_service', SERVICE],
    ['google_monitoring_notification_channel', { labels: { topic: 't' }, user_labels: LABELS }],
  ])('pass a sound %s (%#)', (type, after) => {
    expect(found(type, after)).toEqual([])
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['google_sql_database_instance', { ...DATABASE, deletion_protection: false }, 'deletion_protection'],
    [
      'google_sql_database_instance',
      {
        ...DATABASE,
        settings: [{ ...SETTINGS, ip_configuration: [{ ipv4_enabled: true, ssl_mode: 'ENCRYPTED_ONLY' }] }],
      },
      'ipv4_enabled',
    ],
    [
      'google_sql_database_instance',
      {
        ...DATABASE,
        settings: [
          {
            ...SETTINGS,
            ip_configuration: [{ ipv4_enabled: false, ssl_mode: 'ALLOW_UNENCRYPTED_AND_ENCRYPTED' }],
          },
        ],
      },
      'ssl_mode',
    ],
    [
      'google_sql_database_instance',
      { ...DATABASE, settings: [{ ...SETTINGS, backup_configuration: [{ enabled: false }] }] },
      'enabled',
    ],
    [
      'google_sql_database_instance',
      { ...DATABASE, settings: [{ ...SETTINGS, user_labels: {} }] },
      'user_labels lack platform',
    ],
    ['google_storage_bucket', { ...BUCKET, public_access_prevention: 'inherited' }, 'enforced'],
    ['google_storage_bucket', { ...BUCKET, force_destroy: true }, 'force_destroy'],
    [
      'google_storage_bucket_iam_member',
      { member: 'allUsers', role: 'roles/storage.objectUser' },
      'everybody may do more',
    ],
    ['google_pubsub_topic_iam_member', { member: 'allAuthenticatedUsers' }, 'is everybody'],
    ['google_project_iam_member', { member: 'user:a@example.com', role: 'roles/editor' }, 'roles/editor'],
    ['google_container_cluster', { ...CLUSTER, workload_identity_config: [] }, 'workload_identity_config'],
    [
      'google_container_cluster',
      {
        ...CLUSTER,
        private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: false }],
      },
      'enable_private_endpoint',
    ],
    ['google_cloud_run_v2_service', { ...SERVICE, ingress: 'INGRESS_TRAFFIC_ALL' }, 'ingress'],
    ['google_secret_manager_secret', { deletion_protection: false, labels: LABELS }, 'deletion_protection'],
    ['google_kms_crypto_key', { rotation_period: null, labels: LABELS }, 'rotation_period'],
    [
      'google_artifact_registry_repository',
      { format: 'DOCKER', docker_config: [{ immutable_tags: false }], labels: LABELS },
      'immutable_tags',
    ],
    ['google_monitoring_alert_policy', { user_labels: {} }, 'user_labels lack'],
    ['google_sql_user', { password: 'in-clear' }, 'password stands in clear'],
    [
      'google_compute_firewall',
      { direction: 'INGRESS', source_ranges: ['0.0.0.0/0'], allow: [{ protocol: 'tcp', ports: ['22'] }] },
      'ingress from anywhere',
    ],
  ])('find what is wrong with a %s (%#)', (type, after, text) => {
    expect(found(type, after)).toEqual([expect.stringContaining(text)])
  })
})
