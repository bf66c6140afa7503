locals {
  # Firestore takes 63 characters.
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-firestore"), 0, 63)

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_firestore_database" "this" {
  name                              = local.name
  location_id                       = var.location
  type                              = "FIRESTORE_NATIVE"
  point_in_time_recovery_enablement = var.point_in_time_recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"
  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = var.deletion_protection ? "ABANDON" : "DELETE"

  dynamic "cmek_config" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      kms_key_name = cmek_config.value
    }
  }
}

resource "google_firestore_backup_schedule" "daily" {
  count = var.daily_backup_days > 0 ? 1 : 0

  database  = google_firestore_database.this.name
  retention = "${var.daily_backup_days * 86400}s"

  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  count = var.weekly_backup == null ? 0 : 1

  database  = google_firestore_database.this.name
  retention = "${var.weekly_backup.weeks * 604800}s"

  weekly_recurrence { day = var.weekly_backup.day }
}

resource "google_firestore_index" "this" {
  for_each = var.indexes

  database    = google_firestore_database.this.name
  collection  = each.value.collection
  query_scope = each.value.query_scope

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path   = fields.value.path
      order        = fields.value.order
      array_config = fields.value.array ? "CONTAINS" : null
    }
  }
}

resource "google_firestore_field" "expiring" {
  for_each = var.expiring

  database   = google_firestore_database.this.name
  collection = each.key
  field      = each.value

  ttl_config {}
}
