locals {
  # BigQuery knows no hyphens in the name of a dataset.
  name = replace(coalesce(var.name, "${var.platform}-${var.environment}-analytics"), "-", "_")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_bigquery_dataset" "this" {
  dataset_id                  = local.name
  location                    = var.location
  description                 = "Analytics of ${var.platform} ${var.environment}"
  default_table_expiration_ms = var.table_days == null ? null : var.table_days * 86400000
  max_time_travel_hours       = tostring(var.time_travel_hours)
  delete_contents_on_destroy  = !var.deletion_protection
  labels                      = local.labels

  dynamic "default_encryption_configuration" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      kms_key_name = default_encryption_configuration.value
    }
  }
}

resource "google_bigquery_table" "this" {
  for_each = var.tables

  dataset_id               = google_bigquery_dataset.this.dataset_id
  table_id                 = each.key
  schema                   = each.value.schema
  clustering               = length(each.value.clustering) > 0 ? each.value.clustering : null
  require_partition_filter = each.value.partition_field == null ? null : each.value.require_partition_filter
  deletion_protection      = var.deletion_protection
  labels                   = local.labels

  dynamic "time_partitioning" {
    for_each = each.value.partition_field == null ? [] : [each.value]
    content {
      type          = time_partitioning.value.partition_type
      field         = time_partitioning.value.partition_field
      expiration_ms = time_partitioning.value.partition_days == null ? null : time_partitioning.value.partition_days * 86400000
    }
  }

  dynamic "encryption_configuration" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      kms_key_name = encryption_configuration.value
    }
  }
}

resource "google_bigquery_table" "view" {
  for_each = var.views

  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  deletion_protection = var.deletion_protection
  labels              = local.labels

  view {
    query          = each.value
    use_legacy_sql = false
  }

  # A view is refused where the tables of its query do not stand.
  depends_on = [google_bigquery_table.this]
}

resource "google_bigquery_dataset_iam_member" "readers" {
  for_each = var.readers

  dataset_id = google_bigquery_dataset.this.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = each.value
}

resource "google_bigquery_dataset_iam_member" "editors" {
  for_each = var.editors

  dataset_id = google_bigquery_dataset.this.dataset_id
  role       = "roles/bigquery.dataEditor"
  member     = each.value
}
