locals {
  base = coalesce(var.name, "${var.platform}-${var.environment}-kms")
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
  sku_name            = var.hsm ? "premium" : "standard"

  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = var.retention_days
  public_network_access_enabled = length(var.allowed_cidrs) > 0
  enabled_for_disk_encryption   = var.disk_encryption

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
    ip_rules       = var.allowed_cidrs
  }

  tags = local.tags
}

resource "azurerm_role_assignment" "administrators" {
  for_each = var.administrators

  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Crypto Officer"
  principal_id         = each.value
}

resource "azurerm_key_vault_key" "this" {
  name         = "data"
  key_vault_id = azurerm_key_vault.this.id
  key_type     = var.hsm ? "RSA-HSM" : "RSA"
  key_size     = var.key_size
  key_opts     = ["wrapKey", "unwrapKey"]

  rotation_policy {
    automatic {
      time_after_creation = "P${var.rotation_days}D"
    }
  }

  tags = local.tags

  depends_on = [azurerm_role_assignment.administrators, azurerm_private_endpoint.this]
}

resource "azurerm_user_assigned_identity" "this" {
  name                = "${local.vault_name}-encryption"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = local.tags
}

resource "azurerm_role_assignment" "services" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Crypto Service Encryption User"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_disk_encryption_set" "this" {
  count = var.disk_encryption ? 1 : 0

  name                      = "${local.vault_name}-disks"
  resource_group_name       = var.resource_group_name
  location                  = var.location
  key_vault_key_id          = azurerm_key_vault_key.this.versionless_id
  encryption_type           = "EncryptionAtRestWithPlatformAndCustomerKeys"
  auto_key_rotation_enabled = true
  tags                      = local.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.this.id]
  }

  depends_on = [azurerm_role_assignment.services]
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
  notes      = "Data is lost with its key; lifted by deletion_protection = false."
}
