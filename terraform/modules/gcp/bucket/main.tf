data "google_project" "this" {}

locals {
  # Cloud Storage takes 63 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-bucket-${data.google_project.this.project_id}"), 0, 63), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_storage_bucket" "this" {
  name                        = local.name
  location                    = upper(var.location)
  storage_class               = var.storage_class
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  rpo                         = var.turbo_replication ? "ASYNC_TURBO" : null
  force_destroy               = !var.deletion_protection
  labels                      = local.labels

  versioning { enabled = var.versioning }

  soft_delete_policy { retention_duration_seconds = var.soft_delete_days * 86400 }

  dynamic "custom_placement_config" {
    for_each = length(var.data_regions) > 0 ? [var.data_regions] : []
    content {
      data_locations = [for region in custom_placement_config.value : upper(region)]
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      default_kms_key_name = encryption.value
    }
  }

  dynamic "retention_policy" {
    for_each = var.retention == null ? [] : [var.retention]
    content {
      retention_period = retention_policy.value.days * 86400
      is_locked        = retention_policy.value.locked
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.versioning ? [var.version_days] : []
    content {
      action { type = "Delete" }
      condition {
        with_state                 = "ARCHIVED"
        days_since_noncurrent_time = lifecycle_rule.value
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.transitions
    content {
      action {
        type          = "SetStorageClass"
        storage_class = lifecycle_rule.value.storage_class
      }
      condition {
        age            = lifecycle_rule.value.age_days
        matches_prefix = lifecycle_rule.value.prefixes
        with_state     = "LIVE"
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.expirations
    content {
      action { type = "Delete" }
      condition {
        age            = lifecycle_rule.value.age_days
        matches_prefix = lifecycle_rule.value.prefixes
        with_state     = "LIVE"
      }
    }
  }

  # Parts of uploads that were given up cost as much as objects.
  lifecycle_rule {
    action { type = "AbortIncompleteMultipartUpload" }
    condition { age = 7 }
  }

  dynamic "cors" {
    for_each = var.cors
    content {
      origin          = cors.value.origins
      method          = cors.value.methods
      response_header = cors.value.headers
      max_age_seconds = 3600
    }
  }

  dynamic "logging" {
    for_each = var.log_bucket == null ? [] : [var.log_bucket]
    content {
      log_bucket        = logging.value
      log_object_prefix = local.name
    }
  }
}

resource "google_storage_bucket_iam_member" "readers" {
  for_each = var.readers

  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = each.value
}

resource "google_storage_bucket_iam_member" "writers" {
  for_each = var.writers

  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectUser"
  member = each.value
}
