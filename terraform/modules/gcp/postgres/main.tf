locals {
  # Project and instance share 98 characters; replicas and secrets add a last word.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-postgres"), 0, 50), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  flags = merge({
    "cloudsql.iam_authentication" = "on"
    "cloudsql.logical_decoding"   = var.logical_replication ? "on" : "off"
    "log_connections"             = "on"
    "log_disconnections"          = "on"
    "log_lock_waits"              = "on"
  }, var.flags)
}

resource "google_sql_database_instance" "this" {
  name                = local.name
  region              = var.region
  database_version    = "POSTGRES_${var.postgres_version}"
  encryption_key_name = var.kms_key_name
  deletion_protection = var.deletion_protection

  settings {
    tier                        = var.tier
    edition                     = var.edition
    availability_type           = var.highly_available ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.disk_size_gb
    disk_autoresize             = true
    disk_autoresize_limit       = var.disk_limit_gb
    deletion_protection_enabled = var.deletion_protection
    retain_backups_on_delete    = true
    user_labels                 = local.labels

    ip_configuration {
      ipv4_enabled                                  = false
      private_network                               = var.network_id
      allocated_ip_range                            = var.psa_range_name
      enable_private_path_for_google_cloud_services = true
      ssl_mode                                      = var.ssl_mode
    }

    backup_configuration {
      enabled                        = true
      start_time                     = var.backup.start_time
      location                       = var.backup.location
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = var.backup.log_days

      backup_retention_settings {
        retained_backups = var.backup.retained
        retention_unit   = "COUNT"
      }
    }

    insights_config {
      query_insights_enabled  = true
      record_application_tags = true
    }

    maintenance_window {
      day          = var.maintenance.day
      hour         = var.maintenance.hour
      update_track = "stable"
    }

    dynamic "database_flags" {
      for_each = local.flags
      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }

  lifecycle {
    # The disk grows by itself.
    ignore_changes = [settings[0].disk_size]
  }
}

resource "google_sql_database" "this" {
  for_each = var.databases

  name     = each.value
  instance = google_sql_database_instance.this.name
  # A database that still has objects cannot be dropped by the API's user; the instance goes as a whole.
  deletion_policy = "ABANDON"
}
