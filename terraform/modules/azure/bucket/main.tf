locals {
  base = coalesce(var.name, "${var.platform}-${var.environment}-bucket")
  # 3 to 24 lower-case letters and digits, unique in all of Azure: a made name ends in a digest, a given one stays.
  stem         = replace(lower(local.base), "/[^a-z0-9]/", "")
  digest       = substr(sha1("${data.azurerm_client_config.current.subscription_id}/${var.resource_group_name}/${local.base}"), 0, 6)
  account_name = var.name == null ? "${substr(local.stem, 0, 18)}${local.digest}" : substr(local.stem, 0, 24)

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

data "azurerm_client_config" "current" {}

resource "azurerm_storage_account" "this" {
  name                     = local.account_name
  resource_group_name      = var.resource_group_name
  location                 = var.location
  account_kind             = "StorageV2"
  account_tier             = "Standard"
  account_replication_type = var.replication
  access_tier              = var.access_tier

  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  shared_access_key_enabled         = false
  default_to_oauth_authentication   = true
  local_user_enabled                = false
  allow_nested_items_to_be_public   = false
  cross_tenant_replication_enabled  = false
  infrastructure_encryption_enabled = true
  public_network_access_enabled     = length(var.allowed_cidrs) > 0

  network_rules {
    default_action = "Deny"
    bypass         = ["AzureServices"]
    ip_rules       = var.allowed_cidrs
  }

  blob_properties {
    versioning_enabled  = var.versioning
    change_feed_enabled = var.versioning

    delete_retention_policy {
      days = var.delete_retention_days
    }

    container_delete_retention_policy {
      days = var.delete_retention_days
    }
  }

  dynamic "identity" {
    for_each = var.encryption == null ? [] : [var.encryption]
    content {
      type         = "UserAssigned"
      identity_ids = [identity.value.identity_id]
    }
  }

  dynamic "customer_managed_key" {
    for_each = var.encryption == null ? [] : [var.encryption]
    content {
      key_vault_key_id          = customer_managed_key.value.key_id
      user_assigned_identity_id = customer_managed_key.value.identity_id
    }
  }

  tags = local.tags
}

resource "azurerm_storage_container" "this" {
  for_each = var.containers

  name                  = each.key
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

resource "azurerm_storage_container_immutability_policy" "this" {
  for_each = { for key, container in var.containers : key => container if container.immutability_days != null }

  storage_container_resource_manager_id = azurerm_storage_container.this[each.key].id
  immutability_period_in_days           = each.value.immutability_days
  locked                                = each.value.immutability_locked
}

resource "azurerm_storage_management_policy" "this" {
  count = length(var.lifecycle_rules) > 0 ? 1 : 0

  storage_account_id = azurerm_storage_account.this.id

  dynamic "rule" {
    for_each = var.lifecycle_rules
    content {
      name    = rule.key
      enabled = true

      filters {
        blob_types   = ["blockBlob"]
        prefix_match = rule.value.prefixes
      }

      actions {
        base_blob {
          tier_to_cool_after_days_since_modification_greater_than    = rule.value.cool_after_days
          tier_to_cold_after_days_since_modification_greater_than    = rule.value.cold_after_days
          tier_to_archive_after_days_since_modification_greater_than = rule.value.archive_after_days
          delete_after_days_since_modification_greater_than          = rule.value.delete_after_days
        }

        dynamic "version" {
          for_each = rule.value.delete_versions_after_days == null ? [] : [rule.value.delete_versions_after_days]
          content {
            delete_after_days_since_creation = version.value
          }
        }
      }
    }
  }
}

resource "azurerm_private_endpoint" "this" {
  count = var.private_endpoint == null ? 0 : 1

  name                = "${local.account_name}-blob"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = local.tags

  private_service_connection {
    name                           = "blob"
    private_connection_resource_id = azurerm_storage_account.this.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = var.private_endpoint.dns_zone_ids
  }
}

resource "azurerm_role_assignment" "readers" {
  for_each = var.readers

  scope                = azurerm_storage_account.this.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = each.value
}

resource "azurerm_role_assignment" "writers" {
  for_each = var.writers

  scope                = azurerm_storage_account.this.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = each.value
}

resource "azurerm_management_lock" "this" {
  count = var.deletion_protection ? 1 : 0

  name       = "keep"
  scope      = azurerm_storage_account.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds data; lifted by deletion_protection = false."
}
