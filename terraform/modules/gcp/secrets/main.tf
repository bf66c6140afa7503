locals {
  # Secret Manager takes 255 characters.
  prefix = substr(coalesce(var.name, "${var.platform}-${var.environment}-secrets"), 0, 150)

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  grants = merge([for key, secret in var.secrets : merge(
    { for member in secret.readers : "${key} read ${member}" => { secret = key, member = member, role = "roles/secretmanager.secretAccessor" } },
    { for member in secret.writers : "${key} write ${member}" => { secret = key, member = member, role = "roles/secretmanager.secretVersionAdder" } },
  )]...)
}

data "google_project" "this" {}

# A secret is refused where Secret Manager may not publish on its topic.
resource "google_pubsub_topic_iam_member" "rotation" {
  count = var.rotation == null ? 0 : 1

  project = split("/", var.rotation.topic)[1]
  topic   = split("/", var.rotation.topic)[3]
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
}

resource "google_secret_manager_secret" "this" {
  for_each = var.secrets

  secret_id           = "${local.prefix}-${each.key}"
  version_destroy_ttl = "${var.destroy_delay_days * 86400}s"
  deletion_protection = var.deletion_protection
  labels              = local.labels

  replication {
    dynamic "auto" {
      for_each = length(var.replicas) == 0 ? [1] : []
      content {
        dynamic "customer_managed_encryption" {
          for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
          content {
            kms_key_name = customer_managed_encryption.value
          }
        }
      }
    }

    dynamic "user_managed" {
      for_each = length(var.replicas) == 0 ? [] : [1]
      content {
        dynamic "replicas" {
          for_each = var.replicas
          content {
            location = replicas.key

            dynamic "customer_managed_encryption" {
              for_each = replicas.value == null ? [] : [replicas.value]
              content {
                kms_key_name = customer_managed_encryption.value
              }
            }
          }
        }
      }
    }
  }

  dynamic "rotation" {
    for_each = var.rotation == null ? [] : [var.rotation]
    content {
      rotation_period    = "${rotation.value.period_seconds}s"
      next_rotation_time = rotation.value.next_time
    }
  }

  # Rotation needs a topic to announce itself on.
  dynamic "topics" {
    for_each = var.rotation == null ? [] : [var.rotation.topic]
    content {
      name = topics.value
    }
  }

  depends_on = [google_pubsub_topic_iam_member.rotation]
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = local.grants

  secret_id = google_secret_manager_secret.this[each.value.secret].id
  role      = each.value.role
  member    = each.value.member
}
