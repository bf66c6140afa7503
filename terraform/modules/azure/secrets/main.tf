locals {
  base = coalesce(var.name, "${var.platform}-${var.environment}-secrets")
  # 3 to 24 letters, digits and single hyphens, unique in all of Azure: a made name ends in a digest, a given one stays.
  stem       = replace(local.base, "/-+/", "-")
  digest     = substr(sha1("${data.azurerm_client_config.current.subscription_id}/${var.resource_group_name}/${local.base}"), 0, 6)
  vault_name = trimsuffix(var.name == null ? "${trimsuffix(substr(local.stem, 0, 17), "-")}-${local.digest}" : substr(local.stem, 0, 24), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

data "azurerm_client_config" "current" {}

resource "azurerm_key_vault" "this" {
  name                = local.vault_name
  resource_group_name = var.resource_group_name
  location            = var.location
  tenant_id           = data.azurerm_client_config.current.tenant_id
  sku_name            = "standard"

  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = var.retention_days
  public_network_access_enabled = length(var.allowed_cidrs) > 0

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
    ip_rules       = var.allowed_cidrs
  }

  tags = local.tags
}

resource "azurerm_role_assignment" "readers" {
  for_each = var.readers

  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "writers" {
  for_each = var.writers

  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = each.value
}

ephemeral "random_password" "generated" {
  for_each = var.generated

  length  = each.value.length
  special = false
}

resource "azurerm_key_vault_secret" "generated" {
  for_each = var.generated

  name             = each.key
  key_vault_id     = azurerm_key_vault.this.id
  value_wo         = ephemeral.random_password.generated[each.key].result
  value_wo_version = each.value.version
  tags             = local.tags

  depends_on = [azurerm_role_assignment.writers, azurerm_private_endpoint.this]
}

resource "azurerm_private_endpoint" "this" {
  count = var.private_endpoint == null ? 0 : 1

  name                = "${local.vault_name}-vault"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = local.tags

  private_service_connection {
    name                           = "vault"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
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
  scope      = azurerm_key_vault.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds secrets; lifted by deletion_protection = false."
}
