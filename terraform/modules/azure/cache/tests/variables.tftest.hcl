provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  private_endpoint    = { subnet_id = "/subnets/e", dns_zone_ids = ["/zones/r"] }
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_managed_redis.this.name == "shop-dev-cache" && azurerm_managed_redis.this.public_network_access == "Disabled" && azurerm_managed_redis.this.high_availability_enabled
    error_message = "The cache is named after the platform, private and has a standby."
  }

  assert {
    condition     = azurerm_managed_redis.this.default_database[0].client_protocol == "Encrypted" && !azurerm_managed_redis.this.default_database[0].access_keys_authentication_enabled && length(azurerm_management_lock.this) == 1
    error_message = "TLS only, no keys, and a lock."
  }
}

run "settings" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "sre"
    labels      = { tier = "gold" }
    location    = "westus2"

    resource_group_name = "store"
    name                = "store-sessions"
    sku_name            = "MemoryOptimized_M10"
    high_availability   = false
    clustering_policy   = "OSSCluster"
    eviction_policy     = "NoEviction"
    persistence         = "6h"
    users               = { app = "11111111-2222-3333-4444-555555555555" }
    encryption          = { key_id = "https://v.vault.azure.net/keys/k", identity_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i" }
    private_endpoint    = { subnet_id = "/subnets/other", dns_zone_ids = ["/zones/r"] }
    deletion_protection = false
  }

  assert {
    condition     = azurerm_managed_redis.this.name == "store-sessions" && azurerm_managed_redis.this.sku_name == "MemoryOptimized_M10" && !azurerm_managed_redis.this.high_availability_enabled
    error_message = "Name, size and standby are as asked."
  }

  assert {
    condition = azurerm_managed_redis.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "sre", managed-by = "mcloud", tier = "gold"
    }) && azurerm_managed_redis.this.location == "westus2" && azurerm_managed_redis.this.resource_group_name == "store"
    error_message = "Tags, region and resource group are as given."
  }

  assert {
    condition     = azurerm_managed_redis.this.default_database[0].clustering_policy == "OSSCluster" && azurerm_managed_redis.this.default_database[0].eviction_policy == "NoEviction" && azurerm_managed_redis.this.default_database[0].persistence_redis_database_backup_frequency == "6h"
    error_message = "The database's settings are as asked."
  }

  assert {
    condition     = azurerm_managed_redis_access_policy_assignment.this["app"].object_id == var.users["app"] && azurerm_managed_redis.this.customer_managed_key[0].key_vault_key_id == var.encryption.key_id && azurerm_private_endpoint.this.subnet_id == "/subnets/other" && length(azurerm_management_lock.this) == 0
    error_message = "Users, key, endpoint and lock are as asked."
  }
}

run "group" {
  command = plan

  variables {
    sku_name              = "Balanced_B3"
    geo_replication_group = "shop"
  }

  assert {
    condition     = azurerm_managed_redis.this.default_database[0].geo_replication_group_name == "shop"
    error_message = "The cache belongs to the group."
  }
}

run "group_too_small" {
  command = plan

  variables {
    geo_replication_group = "shop"
  }

  expect_failures = [var.geo_replication_group]
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    location            = "East US"
    sku_name            = "Premium"
    clustering_policy   = "None"
    eviction_policy     = "lru"
    persistence         = "daily"
  }

  expect_failures = [var.platform, var.environment, var.resource_group_name, var.location, var.sku_name, var.clustering_policy, var.eviction_policy, var.persistence]
}
