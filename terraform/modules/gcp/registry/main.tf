locals {
  # Artifact Registry takes 63 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-registry"), 0, 63), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_artifact_registry_repository" "this" {
  repository_id = local.name
  location      = var.location
  format        = var.format
  mode          = "STANDARD_REPOSITORY"
  description   = "Images and packages of ${var.platform} ${var.environment}"
  kms_key_name  = var.kms_key_name
  labels        = local.labels

  dynamic "docker_config" {
    for_each = var.format == "DOCKER" ? [var.immutable_tags] : []
    content {
      immutable_tags = docker_config.value
    }
  }

  vulnerability_scanning_config { enablement_config = var.scanning }

  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"
    most_recent_versions { keep_count = var.keep_recent }
  }

  cleanup_policies {
    id     = "delete-untagged"
    action = "DELETE"
    condition {
      tag_state  = "UNTAGGED"
      older_than = "${var.untagged_days * 86400}s"
    }
  }
}

resource "google_artifact_registry_repository_iam_member" "readers" {
  for_each = var.readers

  repository = google_artifact_registry_repository.this.name
  location   = var.location
  role       = "roles/artifactregistry.reader"
  member     = each.value
}

resource "google_artifact_registry_repository_iam_member" "writers" {
  for_each = var.writers

  repository = google_artifact_registry_repository.this.name
  location   = var.location
  role       = "roles/artifactregistry.writer"
  member     = each.value
}
