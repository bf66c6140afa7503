data "google_project" "this" {}

locals {
  # Cloud Storage takes 63 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-state-${data.google_project.this.project_id}"), 0, 63), "-")

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
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection
  labels                      = local.labels

  versioning { enabled = true }

  soft_delete_policy { retention_duration_seconds = var.soft_delete_days * 86400 }

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      default_kms_key_name = encryption.value
    }
  }

  lifecycle_rule {
    action { type = "Delete" }
    condition {
      with_state         = "ARCHIVED"
      num_newer_versions = var.versions_kept
    }
  }
}

resource "google_storage_bucket_iam_member" "writers" {
  for_each = var.writers

  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectUser"
  member = each.value
}

resource "google_storage_bucket_iam_member" "readers" {
  for_each = var.readers

  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = each.value
}
