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
  users               = { deployer = "11111111-2222-3333-4444-555555555555" }
}

run "defaults" {
  command = plan

  assert {
    condition     = can(regex("^shopdevstate[0-9a-f]{6}$", azurerm_storage_account.this.name)) && azurerm_storage_account.this.blob_properties[0].versioning_enabled && !azurerm_storage_account.this.shared_access_key_enabled && !azurerm_storage_account.this.public_network_access_enabled
    error_message = "The account is named after the platform, versioned, without keys and closed."
  }

  assert {
    condition     = output.backend.container_name == "tfstate" && output.backend.use_azuread_auth && azurerm_storage_account.this.account_replication_type == "GZRS" && length(azurerm_management_lock.this) == 1
    error_message = "The backend's settings are told, and a lock keeps the state."
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
    name                = "store-terraform"
    replication         = "RAGRS"
    retention_days      = 30
    users               = { ci = "66666666-2222-3333-4444-555555555555" }
    private_endpoint    = { subnet_id = "/subnets/e", dns_zone_ids = ["/zones/b"] }
    allowed_cidrs       = ["203.0.113.0/24"]
    deletion_protection = false
  }

  assert {
    condition     = azurerm_storage_account.this.name == "storeterraform" && azurerm_storage_account.this.account_replication_type == "RAGRS" && azurerm_storage_account.this.blob_properties[0].delete_retention_policy[0].days == 30 && azurerm_storage_management_policy.this.rule[0].actions[0].version[0].delete_after_days_since_creation == 30
    error_message = "Name, copies and retention are as asked."
  }

  assert {
    condition = azurerm_storage_account.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "sre", managed-by = "mcloud", tier = "gold"
    }) && azurerm_storage_account.this.location == "westus2" && azurerm_storage_account.this.resource_group_name == "store"
    error_message = "Tags, region and resource group are as given."
  }

  assert {
    condition     = azurerm_role_assignment.users["ci"].principal_id == var.users["ci"] && azurerm_private_endpoint.this[0].subnet_id == "/subnets/e" && azurerm_storage_account.this.network_rules[0].ip_rules == toset(["203.0.113.0/24"]) && length(azurerm_management_lock.this) == 0
    error_message = "Users, endpoint, ranges and lock are as asked."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    location            = "East US"
    replication         = "LRS"
    retention_days      = 1
    users               = {}
    allowed_cidrs       = ["203.0.113.7/32"]
  }

  expect_failures = [var.platform, var.environment, var.resource_group_name, var.location, var.replication, var.retention_days, var.users, var.allowed_cidrs]
}
