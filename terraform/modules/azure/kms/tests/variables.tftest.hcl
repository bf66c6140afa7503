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
    condition     = can(regex("^shop-dev-kms-[0-9a-f]{6}$", azurerm_key_vault.this.name)) && azurerm_key_vault.this.purge_protection_enabled && azurerm_key_vault.this.sku_name == "standard" && !azurerm_key_vault.this.public_network_access_enabled
    error_message = "The vault is named after the platform, closed and cannot be purged."
  }

  assert {
    condition     = azurerm_key_vault_key.this.key_type == "RSA" && azurerm_key_vault_key.this.key_size == 3072 && azurerm_key_vault_key.this.rotation_policy[0].automatic[0].time_after_creation == "P365D" && length(azurerm_disk_encryption_set.this) == 0 && length(azurerm_management_lock.this) == 1
    error_message = "The key rotates every year, and a lock keeps its vault."
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
    name                = "store-keys"
    hsm                 = true
    key_size            = 4096
    rotation_days       = 90
    administrators      = { ops = "66666666-2222-3333-4444-555555555555" }
    disk_encryption     = true
    private_endpoint    = { subnet_id = "/subnets/e", dns_zone_ids = ["/zones/v"] }
    allowed_cidrs       = ["203.0.113.0/24"]
    retention_days      = 14
    deletion_protection = false
  }

  assert {
    condition     = azurerm_key_vault.this.name == "store-keys" && azurerm_key_vault.this.sku_name == "premium" && azurerm_key_vault.this.soft_delete_retention_days == 14 && azurerm_key_vault.this.network_acls[0].ip_rules == toset(["203.0.113.0/24"])
    error_message = "Name, class, retention and ranges reach the vault."
  }

  assert {
    condition = azurerm_key_vault.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "sre", managed-by = "mcloud", tier = "gold"
    }) && azurerm_key_vault.this.location == "westus2" && azurerm_key_vault.this.resource_group_name == "store"
    error_message = "Tags, region and resource group are as given."
  }

  assert {
    condition     = azurerm_key_vault_key.this.key_type == "RSA-HSM" && azurerm_key_vault_key.this.key_size == 4096 && azurerm_key_vault_key.this.rotation_policy[0].automatic[0].time_after_creation == "P90D"
    error_message = "The key is as asked."
  }

  assert {
    condition     = azurerm_role_assignment.administrators["ops"].principal_id == var.administrators["ops"] && length(azurerm_disk_encryption_set.this) == 1 && azurerm_private_endpoint.this[0].subnet_id == "/subnets/e" && length(azurerm_management_lock.this) == 0
    error_message = "Administrators, disk set, endpoint and lock are as asked."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    location            = "East US"
    key_size            = 1024
    rotation_days       = 1
    allowed_cidrs       = ["0.0.0.0/0"]
    retention_days      = 100
  }

  expect_failures = [var.platform, var.environment, var.resource_group_name, var.location, var.key_size, var.rotation_days, var.allowed_cidrs, var.retention_days]
}
