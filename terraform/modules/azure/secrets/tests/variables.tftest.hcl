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
}

run "defaults" {
  command = plan

  assert {
    condition     = can(regex("^shop-dev-secrets-[0-9a-f]{6}$", azurerm_key_vault.this.name)) && azurerm_key_vault.this.purge_protection_enabled && !azurerm_key_vault.this.public_network_access_enabled
    error_message = "The vault is named after the platform, uniquely, closed and cannot be purged."
  }

  assert {
    condition     = azurerm_key_vault.this.soft_delete_retention_days == 90 && length(azurerm_management_lock.this) == 1 && length(azurerm_private_endpoint.this) == 0
    error_message = "Deleted secrets stay 90 days, and a lock keeps the vault."
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
    name                = "store-vault"
    generated           = { api = { length = 64, version = 4 } }
    readers             = { app = "11111111-2222-3333-4444-555555555555" }
    writers             = { ops = "66666666-2222-3333-4444-555555555555" }
    private_endpoint    = { subnet_id = "/subnets/e", dns_zone_ids = ["/zones/v"] }
    allowed_cidrs       = ["203.0.113.0/24"]
    retention_days      = 14
    deletion_protection = false
  }

  assert {
    condition     = azurerm_key_vault.this.name == "store-vault" && azurerm_key_vault.this.soft_delete_retention_days == 14 && azurerm_key_vault.this.network_acls[0].ip_rules == toset(["203.0.113.0/24"]) && azurerm_key_vault.this.public_network_access_enabled
    error_message = "Name, retention and ranges reach the vault."
  }

  assert {
    condition = azurerm_key_vault.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "sre", managed-by = "mcloud", tier = "gold"
    }) && azurerm_key_vault.this.location == "westus2" && azurerm_key_vault.this.resource_group_name == "store"
    error_message = "Tags, region and resource group are as given."
  }

  assert {
    condition     = azurerm_key_vault_secret.generated["api"].value_wo_version == 4 && azurerm_role_assignment.readers["app"].role_definition_name == "Key Vault Secrets User" && azurerm_role_assignment.writers["ops"].principal_id == var.writers["ops"]
    error_message = "The secret is made, readers and writers have their roles."
  }

  assert {
    condition     = azurerm_private_endpoint.this[0].subnet_id == "/subnets/e" && length(azurerm_management_lock.this) == 0
    error_message = "The endpoint is made and the lock lifted."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    location            = "East US"
    generated           = { "bad_name" = {} }
    allowed_cidrs       = ["0.0.0.0/0"]
    retention_days      = 100
  }

  expect_failures = [var.platform, var.environment, var.resource_group_name, var.location, var.generated, var.allowed_cidrs, var.retention_days]
}
