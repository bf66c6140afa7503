data "google_project" "this" {}

locals {
  # Cloud KMS takes 63 characters.
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-kms"), 0, 63)

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  number = data.google_project.this.number

  # https://cloud.google.com/iam/docs/service-agents
  agents = {
    artifactregistry = "service-${local.number}@gcp-sa-artifactregistry.iam.gserviceaccount.com"
    bigquery         = "bq-${local.number}@bigquery-encryption.iam.gserviceaccount.com"
    compute          = "service-${local.number}@compute-system.iam.gserviceaccount.com"
    container        = "service-${local.number}@container-engine-robot.iam.gserviceaccount.com"
    pubsub           = "service-${local.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
    redis            = "service-${local.number}@cloud-redis.iam.gserviceaccount.com"
    run              = "service-${local.number}@serverless-robot-prod.iam.gserviceaccount.com"
    secretmanager    = "service-${local.number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
    sql              = "service-${local.number}@gcp-sa-cloud-sql.iam.gserviceaccount.com"
    storage          = "service-${local.number}@gs-project-accounts.iam.gserviceaccount.com"
  }

  grants = merge(
    merge([for key, spec in var.keys : { for member in spec.users : "${key} ${member}" => { key = key, member = member } }]...),
    merge([for key, spec in var.keys : { for agent in var.service_agents : "${key} agent ${agent}" => { key = key, member = "serviceAccount:${local.agents[agent]}" } }]...),
  )
}

resource "google_kms_key_ring" "this" {
  name     = local.name
  location = var.location
}

resource "google_kms_crypto_key" "this" {
  for_each = var.keys

  name                       = each.key
  key_ring                   = google_kms_key_ring.this.id
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "${each.value.rotation_days * 86400}s"
  destroy_scheduled_duration = "${var.destroy_delay_days * 86400}s"
  labels                     = local.labels

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = each.value.protection_level
  }
}

resource "google_kms_crypto_key_iam_member" "this" {
  for_each = local.grants

  crypto_key_id = google_kms_crypto_key.this[each.value.key].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value.member
}
