locals {
  # Letters, digits and hyphens, unique in all of trafficmanager.net; the digest of zone and group sees to that.
  profile_names = {
    for key in keys(var.routed) : key => join("-", [
      trimsuffix(substr("${local.name}-${replace(key == "@" ? "apex" : key, "/[^a-z0-9]+/", "-")}", 0, 52), "-"),
      substr(sha1("${var.resource_group_name}/${var.zone}/${key}"), 0, 8),
    ])
  }

  # Azure allows an A alias of a profile only where every endpoint is an address.
  routed_by_address = {
    for key, record in var.routed : key => alltrue([for target in record.targets : can(cidrnetmask("${target.value}/32"))])
  }

  endpoints = merge([
    for key, record in var.routed : {
      for index, target in record.targets : "${key}/${target.name}" => merge(target, {
        record = key
        policy = record.policy
        index  = index
      })
    }
  ]...)
}

resource "azurerm_traffic_manager_profile" "this" {
  for_each = var.routed

  name                = local.profile_names[each.key]
  resource_group_name = var.resource_group_name
  traffic_routing_method = {
    failover = "Priority", weighted = "Weighted", latency = "Performance", geolocation = "Geographic"
  }[each.value.policy]

  dns_config {
    relative_name = local.profile_names[each.key]
    ttl           = each.value.ttl_seconds
  }

  monitor_config {
    protocol            = each.value.health.protocol
    port                = each.value.health.port
    path                = each.value.health.protocol == "TCP" ? null : each.value.health.path
    interval_in_seconds = each.value.health.interval_seconds
    # Allowed with both intervals.
    timeout_in_seconds           = 5
    tolerated_number_of_failures = each.value.health.failures - 1
  }

  tags = local.tags
}

resource "azurerm_traffic_manager_external_endpoint" "this" {
  for_each = local.endpoints

  name              = each.value.name
  profile_id        = azurerm_traffic_manager_profile.this[each.value.record].id
  target            = each.value.value
  priority          = each.value.index + 1
  weight            = each.value.weight
  endpoint_location = each.value.policy == "latency" ? each.value.location : null
  geo_mappings      = each.value.policy == "geolocation" ? each.value.places : null

  lifecycle {
    # From here on traffic is moved by mcloud, and an apply must not move it back.
    ignore_changes = [priority, weight, enabled]
  }
}

resource "azurerm_dns_a_record" "routed" {
  for_each = { for key, record in var.routed : key => record if local.routed_by_address[key] }

  name                = each.key
  zone_name           = azurerm_dns_zone.this.name
  resource_group_name = var.resource_group_name
  ttl                 = each.value.ttl_seconds
  target_resource_id  = azurerm_traffic_manager_profile.this[each.key].id
  tags                = local.tags

  # Azure refuses an alias of a profile whose endpoints are not yet addresses.
  depends_on = [azurerm_traffic_manager_external_endpoint.this]
}

resource "azurerm_dns_cname_record" "routed" {
  for_each = { for key, record in var.routed : key => record if !local.routed_by_address[key] }

  name                = each.key
  zone_name           = azurerm_dns_zone.this.name
  resource_group_name = var.resource_group_name
  ttl                 = each.value.ttl_seconds
  target_resource_id  = azurerm_traffic_manager_profile.this[each.key].id
  tags                = local.tags

  lifecycle {
    precondition {
      condition     = each.key != "@"
      error_message = "The zone itself cannot be a CNAME: give all its targets as IPv4 addresses."
    }
  }
}
