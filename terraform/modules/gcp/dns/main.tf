locals {
  # Cloud DNS takes 63 characters.
  name    = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-dns"), 0, 40), "-")
  private = length(var.private_networks) > 0

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_dns_managed_zone" "this" {
  name          = local.name
  dns_name      = "${var.domain}."
  description   = "Zone of ${var.platform} ${var.environment}"
  visibility    = local.private ? "private" : "public"
  force_destroy = !var.deletion_protection
  labels        = local.labels

  dynamic "private_visibility_config" {
    for_each = local.private ? [1] : []
    content {
      dynamic "networks" {
        for_each = var.private_networks
        content {
          network_url = networks.value
        }
      }
    }
  }

  # A private zone cannot be signed.
  dynamic "dnssec_config" {
    for_each = local.private ? [] : [var.dnssec]
    content {
      state         = dnssec_config.value ? "on" : "off"
      non_existence = dnssec_config.value ? "nsec3" : null
    }
  }

  # A private zone is logged by a policy of its network.
  dynamic "cloud_logging_config" {
    for_each = local.private ? [] : [var.query_logging]
    content {
      enable_logging = cloud_logging_config.value
    }
  }
}

# Source regions and limits: https://cloud.google.com/dns/docs/routing-policies-overview#health-checks
resource "google_compute_health_check" "this" {
  for_each = var.health_checks

  name                = "${local.name}-${each.key}"
  check_interval_sec  = each.value.interval_seconds
  timeout_sec         = 5
  unhealthy_threshold = each.value.unhealthy_threshold
  source_regions      = each.value.regions

  dynamic "http_health_check" {
    for_each = each.value.protocol == "HTTP" ? [each.value] : []
    content {
      port         = http_health_check.value.port
      request_path = http_health_check.value.path
      host         = http_health_check.value.host
    }
  }

  dynamic "https_health_check" {
    for_each = each.value.protocol == "HTTPS" ? [each.value] : []
    content {
      port         = https_health_check.value.port
      request_path = https_health_check.value.path
      host         = https_health_check.value.host
    }
  }

  dynamic "tcp_health_check" {
    for_each = each.value.protocol == "TCP" ? [each.value] : []
    content {
      port = tcp_health_check.value.port
    }
  }

  log_config { enable = true }
}

resource "google_dns_record_set" "this" {
  for_each = var.records

  managed_zone = google_dns_managed_zone.this.name
  name         = each.value.name == "" ? "${var.domain}." : "${each.value.name}.${var.domain}."
  type         = each.value.type
  ttl          = each.value.ttl
  rrdatas      = each.value.values

  dynamic "routing_policy" {
    for_each = each.value.values == null ? [each.value] : []
    content {
      health_check = routing_policy.value.health_check == null ? null : google_compute_health_check.this[routing_policy.value.health_check].id

      dynamic "wrr" {
        for_each = routing_policy.value.weighted == null ? [] : routing_policy.value.weighted
        content {
          weight  = wrr.value.weight
          rrdatas = routing_policy.value.health_check == null ? wrr.value.targets : null

          dynamic "health_checked_targets" {
            for_each = routing_policy.value.health_check == null ? [] : [wrr.value.targets]
            content {
              external_endpoints = health_checked_targets.value
            }
          }
        }
      }

      dynamic "geo" {
        for_each = routing_policy.value.geo == null ? [] : routing_policy.value.geo
        content {
          location = geo.value.region
          rrdatas  = routing_policy.value.health_check == null ? geo.value.targets : null

          dynamic "health_checked_targets" {
            for_each = routing_policy.value.health_check == null ? [] : [geo.value.targets]
            content {
              external_endpoints = health_checked_targets.value
            }
          }
        }
      }

      dynamic "primary_backup" {
        for_each = routing_policy.value.failover == null ? [] : [routing_policy.value.failover]
        content {
          trickle_ratio = primary_backup.value.trickle_ratio

          primary { external_endpoints = primary_backup.value.primary }

          backup_geo {
            location = primary_backup.value.backup_region
            health_checked_targets { external_endpoints = primary_backup.value.backup }
          }
        }
      }
    }
  }
}
