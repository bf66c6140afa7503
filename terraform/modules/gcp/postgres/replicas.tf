resource "google_sql_database_instance" "replica" {
  for_each = var.read_replicas

  name                 = "${local.name}-${each.key}"
  region               = coalesce(each.value.region, var.region)
  database_version     = google_sql_database_instance.this.database_version
  master_instance_name = google_sql_database_instance.this.name
  encryption_key_name  = each.value.kms_key_name != null ? each.value.kms_key_name : var.kms_key_name
  deletion_protection  = var.deletion_protection

  settings {
    tier                        = coalesce(each.value.tier, var.tier)
    edition                     = var.edition
    availability_type           = each.value.highly_available ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_autoresize             = true
    disk_autoresize_limit       = var.disk_limit_gb
    deletion_protection_enabled = var.deletion_protection
    user_labels                 = local.labels

    ip_configuration {
      ipv4_enabled                                  = false
      private_network                               = var.network_id
      allocated_ip_range                            = each.value.region == null ? var.psa_range_name : null
      enable_private_path_for_google_cloud_services = true
      ssl_mode                                      = var.ssl_mode
    }

    insights_config {
      query_insights_enabled  = true
      record_application_tags = true
    }

    # A replica whose limits are lower than the primary's does not start.
    dynamic "database_flags" {
      for_each = local.flags
      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }

  lifecycle {
    ignore_changes = [settings[0].disk_size]
  }
}
