locals {
  # Resources of the network take 63 characters, the name of a subnet with its last word included.
  name    = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-network"), 0, 40), "-")
  regions = toset([for subnet in values(var.subnets) : subnet.region])

  internal_cidrs = distinct(concat(
    flatten([for subnet in values(var.subnets) : concat([subnet.cidr], values(subnet.secondary_ranges))]),
    var.psa_cidr == null ? [] : [var.psa_cidr],
  ))

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_compute_network" "this" {
  name                    = local.name
  auto_create_subnetworks = false
  routing_mode            = var.routing_mode
  mtu                     = var.mtu
}

resource "google_compute_subnetwork" "this" {
  for_each = var.subnets

  name                     = "${local.name}-${each.key}"
  network                  = google_compute_network.this.id
  region                   = each.value.region
  ip_cidr_range            = each.value.cidr
  private_ip_google_access = true

  dynamic "secondary_ip_range" {
    for_each = each.value.secondary_ranges
    content {
      range_name    = secondary_ip_range.key
      ip_cidr_range = secondary_ip_range.value
    }
  }

  dynamic "log_config" {
    for_each = var.flow_log_sampling > 0 ? [1] : []
    content {
      aggregation_interval = "INTERVAL_5_SEC"
      flow_sampling        = var.flow_log_sampling
      metadata             = "INCLUDE_ALL_METADATA"
    }
  }
}
