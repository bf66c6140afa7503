locals {
  # Memorystore takes 40 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-cache"), 0, 40), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_redis_instance" "this" {
  name           = local.name
  region         = var.region
  tier           = var.highly_available ? "STANDARD_HA" : "BASIC"
  memory_size_gb = var.memory_gb
  redis_version  = var.redis_version
  redis_configs  = var.redis_configs

  authorized_network = var.network_id
  connect_mode       = "PRIVATE_SERVICE_ACCESS"
  reserved_ip_range  = var.psa_range_name

  auth_enabled            = true
  transit_encryption_mode = "SERVER_AUTHENTICATION"
  customer_managed_key    = var.kms_key_name

  read_replicas_mode = var.read_replicas > 0 ? "READ_REPLICAS_ENABLED" : "READ_REPLICAS_DISABLED"
  replica_count      = var.read_replicas > 0 ? var.read_replicas : null

  persistence_config {
    persistence_mode    = var.snapshot_period == null ? "DISABLED" : "RDB"
    rdb_snapshot_period = var.snapshot_period
  }

  maintenance_policy {
    weekly_maintenance_window {
      day = var.maintenance.day
      start_time {
        hours   = var.maintenance.hour
        minutes = 0
        seconds = 0
        nanos   = 0
      }
    }
  }

  labels = local.labels
}
