locals {
  # A service account id has at most 30 characters: 15 for this stem, 14 for its last word.
  stem = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}"), 0, 15), "-")
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}"), 0, 27), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  owned_by = "Of ${var.platform} ${var.environment}, unit ${var.unit}, owner ${var.owner}"
}

resource "google_project" "this" {
  count = var.project == null ? 0 : 1

  name                = substr(var.project.id, 0, 30)
  project_id          = var.project.id
  org_id              = var.project.org_id
  folder_id           = var.project.folder_id
  billing_account     = var.project.billing_account
  auto_create_network = false
  deletion_policy     = var.deletion_protection ? "PREVENT" : "DELETE"
  labels              = local.labels
}

data "google_project" "this" {
  project_id = one(google_project.this[*].project_id)
}

locals {
  project_id = data.google_project.this.project_id
}

resource "google_project_service" "this" {
  for_each = var.services

  project            = local.project_id
  service            = each.value
  disable_on_destroy = false
}

resource "google_project_iam_audit_config" "this" {
  for_each = var.audit_log_services

  project = local.project_id
  service = each.value

  audit_log_config { log_type = "DATA_READ" }
  audit_log_config { log_type = "DATA_WRITE" }
}
