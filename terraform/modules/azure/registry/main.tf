locals {
  base = coalesce(var.name, "${var.platform}-${var.environment}-registry")
  # 5 to 50 letters and digits, unique in all of Azure: a made name ends in a digest, a given one stays.
  stem   = replace(lower(local.base), "/[^a-z0-9]/", "")
  digest = substr(sha1("${data.azurerm_client_config.current.subscription_id}/${var.resource_group_name}/${local.base}"), 0, 6)
  name   = var.name == null ? "${substr(local.stem, 0, 44)}${local.digest}" : substr(local.stem, 0, 50)

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

data "azurerm_client_config" "current" {}

resource "azurerm_container_registry" "this" {
  name                = local.name
  resource_group_name = var.resource_group_name
  location            = var.location
  sku                 = "Premium"

  admin_enabled                 = false
  anonymous_pull_enabled        = false
  public_network_access_enabled = length(var.allowed_cidrs) > 0
  network_rule_bypass_option    = "AzureServices"
  # Azure lets a registry forbid export only while its public endpoint is closed.
  export_policy_enabled    = length(var.allowed_cidrs) > 0
  zone_redundancy_enabled  = var.zone_redundant
  retention_policy_in_days = var.untagged_days

  network_rule_set = length(var.allowed_cidrs) == 0 ? [] : [{
    default_action = "Deny"
    ip_rule        = [for cidr in var.allowed_cidrs : { action = "Allow", ip_range = cidr }]
  }]

  dynamic "georeplications" {
    for_each = sort(tolist(var.replica_locations))
    content {
      location                = georeplications.value
      zone_redundancy_enabled = var.zone_redundant
      tags                    = local.tags
    }
  }

  tags = local.tags
}

resource "azurerm_role_assignment" "pullers" {
  for_each = var.pullers

  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPull"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "pushers" {
  for_each = var.pushers

  scope                = azurerm_container_registry.this.id
  role_definition_name = "AcrPush"
  principal_id         = each.value
}

resource "azurerm_private_endpoint" "this" {
  count = var.private_endpoint == null ? 0 : 1

  name                = "${local.name}-registry"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = local.tags

  private_service_connection {
    name                           = "registry"
    private_connection_resource_id = azurerm_container_registry.this.id
    subresource_names              = ["registry"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_management_lock" "this" {
  count = var.deletion_protection ? 1 : 0

  name       = "keep"
  scope      = azurerm_container_registry.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds images; lifted by deletion_protection = false."
}
