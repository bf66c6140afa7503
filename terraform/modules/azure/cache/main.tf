locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-cache"), 0, 60), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

resource "azurerm_managed_redis" "this" {
  name                      = local.name
  resource_group_name       = var.resource_group_name
  location                  = var.location
  sku_name                  = var.sku_name
  high_availability_enabled = var.high_availability
  public_network_access     = "Disabled"

  default_database {
    access_keys_authentication_enabled            = false
    client_protocol                               = "Encrypted"
    clustering_policy                             = var.clustering_policy
    eviction_policy                               = var.eviction_policy
    geo_replication_group_name                    = var.geo_replication_group
    persistence_append_only_file_backup_frequency = var.persistence == "append" ? "1s" : null
    persistence_redis_database_backup_frequency   = contains(["1h", "6h", "12h"], var.persistence) ? var.persistence : null
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

resource "azurerm_managed_redis_access_policy_assignment" "this" {
  for_each = var.users

  managed_redis_id = azurerm_managed_redis.this.id
  object_id        = each.value
}

resource "azurerm_private_endpoint" "this" {
  name                = "${local.name}-redisEnterprise"
  resource_group_name = var.resource_group_name
  location            = var.location
  subnet_id           = var.private_endpoint.subnet_id
  tags                = local.tags

  private_service_connection {
    name                           = "redisEnterprise"
    private_connection_resource_id = azurerm_managed_redis.this.id
    subresource_names              = ["redisEnterprise"]
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
  scope      = azurerm_managed_redis.this.id
  lock_level = "CanNotDelete"
  notes      = "Holds data; lifted by deletion_protection = false."
}
