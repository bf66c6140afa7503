provider "azurerm" {
  subscription_id     = "00000000-0000-0000-0000-000000000001"
  storage_use_azuread = true

  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  containers          = { uploads = {} }
}

run "defaults" {
  command = plan

  assert {
    condition     = can(regex("^shopdevbucket[0-9a-f]{6}$", azurerm_storage_account.this.name))
    error_message = "The account is named after the platform, and uniquely."
  }

  assert {
    condition     = !azurerm_storage_account.this.public_network_access_enabled && !azurerm_storage_account.this.shared_access_key_enabled && azurerm_storage_account.this.infrastructure_encryption_enabled
    error_message = "The account is closed, without keys, and encrypted twice."
  }

  assert {
    condition     = azurerm_storage_account.this.account_replication_type == "GZRS" && azurerm_storage_account.this.blob_properties[0].versioning_enabled && length(azurerm_management_lock.this) == 1
    error_message = "Data is copied, versioned and locked."
  }

  assert {
    condition     = length(azurerm_private_endpoint.this) == 0 && length(azurerm_storage_management_policy.this) == 0 && length(azurerm_storage_container_immutability_policy.this) == 0
    error_message = "Nothing more by default."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "data"
    owner       = "sre"
    labels      = { tier = "gold" }
    name        = "store-backups-of-production-2"
    location    = "westus2"

    resource_group_name = "store"
  }

  assert {
    condition     = azurerm_storage_account.this.name == "storebackupsofproduction" && azurerm_storage_account.this.location == "westus2" && azurerm_storage_account.this.resource_group_name == "store"
    error_message = "A given name is kept as far as Azure allows."
  }

  assert {
    condition = azurerm_storage_account.this.tags == tomap({
      platform = "store", environment = "production", unit = "data", owner = "sre", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    containers            = { backups = { immutability_days = 7, immutability_locked = true }, logs = {} }
    replication           = "RAGRS"
    access_tier           = "Cool"
    versioning            = false
    delete_retention_days = 90
    lifecycle_rules       = { logs = { prefixes = ["logs/"], cool_after_days = 10, archive_after_days = 40, delete_after_days = 400, delete_versions_after_days = 20 } }
    private_endpoint      = { subnet_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/n/subnets/e", dns_zone_ids = ["/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"] }
    allowed_cidrs         = ["203.0.113.0/24"]
    encryption            = { key_id = "https://v.vault.azure.net/keys/k", identity_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i" }
    readers               = { audit = "11111111-2222-3333-4444-555555555555" }
    writers               = { app = "66666666-2222-3333-4444-555555555555" }
    deletion_protection   = false
  }

  assert {
    condition     = length(azurerm_storage_container.this) == 2 && azurerm_storage_container_immutability_policy.this["backups"].locked && azurerm_storage_container_immutability_policy.this["backups"].immutability_period_in_days == 7
    error_message = "Containers are made, and the immutable one is locked."
  }

  assert {
    condition     = azurerm_storage_account.this.account_replication_type == "RAGRS" && azurerm_storage_account.this.access_tier == "Cool" && !azurerm_storage_account.this.blob_properties[0].versioning_enabled && azurerm_storage_account.this.blob_properties[0].delete_retention_policy[0].days == 90
    error_message = "Replication, tier, versions and retention reach the account."
  }

  assert {
    condition     = azurerm_storage_management_policy.this[0].rule[0].actions[0].base_blob[0].tier_to_archive_after_days_since_modification_greater_than == 40 && azurerm_storage_management_policy.this[0].rule[0].actions[0].version[0].delete_after_days_since_creation == 20
    error_message = "The lifecycle rule reaches the account."
  }

  assert {
    condition     = azurerm_private_endpoint.this[0].subnet_id == var.private_endpoint.subnet_id && azurerm_storage_account.this.public_network_access_enabled && azurerm_storage_account.this.network_rules[0].ip_rules == toset(["203.0.113.0/24"]) && azurerm_storage_account.this.network_rules[0].default_action == "Deny"
    error_message = "Private endpoint and allowed ranges are as asked, all else is denied."
  }

  assert {
    condition     = azurerm_storage_account.this.customer_managed_key[0].key_vault_key_id == var.encryption.key_id && azurerm_role_assignment.readers["audit"].role_definition_name == "Storage Blob Data Reader" && azurerm_role_assignment.writers["app"].principal_id == var.writers["app"] && length(azurerm_management_lock.this) == 0
    error_message = "Key, readers, writers and lock are as asked."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform              = "Shop"
    environment           = "x"
    resource_group_name   = ""
    location              = "East US"
    containers            = { "Bad--Name" = {} }
    replication           = "XRS"
    access_tier           = "Warm"
    delete_retention_days = 0
    allowed_cidrs         = ["203.0.113.7/32"]
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.location, var.containers, var.replication, var.access_tier,
    var.delete_retention_days, var.allowed_cidrs,
  ]
}

run "archive_in_zones" {
  command = plan

  variables {
    lifecycle_rules = { old = { archive_after_days = 90 } }
  }

  expect_failures = [var.lifecycle_rules]
}
