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
    condition     = can(regex("^shopdevregistry[0-9a-f]{6}$", azurerm_container_registry.this.name)) && !azurerm_container_registry.this.admin_enabled && !azurerm_container_registry.this.public_network_access_enabled && !azurerm_container_registry.this.export_policy_enabled
    error_message = "The registry is named after the platform, closed, and without a shared password."
  }

  assert {
    condition     = azurerm_container_registry.this.zone_redundancy_enabled && azurerm_container_registry.this.retention_policy_in_days == 30 && length(azurerm_container_registry.this.georeplications) == 0 && length(azurerm_management_lock.this) == 1
    error_message = "Zone-redundant, swept, in one region, and locked."
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
    name                = "store-images"
    replica_locations   = ["eastus", "westeurope"]
    zone_redundant      = false
    untagged_days       = 7
    pullers             = { nodes = "11111111-2222-3333-4444-555555555555" }
    pushers             = { ci = "66666666-2222-3333-4444-555555555555" }
    private_endpoint    = { subnet_id = "/subnets/e", dns_zone_ids = ["/zones/a"] }
    allowed_cidrs       = ["203.0.113.0/24"]
    deletion_protection = false
  }

  assert {
    condition     = azurerm_container_registry.this.name == "storeimages" && [for copy in azurerm_container_registry.this.georeplications : copy.location] == ["eastus", "westeurope"] && !azurerm_container_registry.this.zone_redundancy_enabled && azurerm_container_registry.this.retention_policy_in_days == 7
    error_message = "Name, copies and retention are as asked."
  }

  assert {
    condition = azurerm_container_registry.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "sre", managed-by = "mcloud", tier = "gold"
    }) && azurerm_container_registry.this.location == "westus2" && azurerm_container_registry.this.resource_group_name == "store"
    error_message = "Tags, region and resource group are as given."
  }

  assert {
    condition     = azurerm_role_assignment.pullers["nodes"].role_definition_name == "AcrPull" && azurerm_role_assignment.pushers["ci"].principal_id == var.pushers["ci"]
    error_message = "Pullers and pushers have their roles."
  }

  assert {
    condition     = azurerm_private_endpoint.this[0].subnet_id == "/subnets/e" && azurerm_container_registry.this.network_rule_set[0].default_action == "Deny" && length(azurerm_management_lock.this) == 0
    error_message = "Endpoint, ranges and lock are as asked."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    replica_locations   = ["eastus"]
    untagged_days       = 0
    allowed_cidrs       = ["0.0.0.0/0"]
  }

  expect_failures = [var.platform, var.environment, var.resource_group_name, var.replica_locations, var.untagged_days, var.allowed_cidrs]
}

run "wrong_location" {
  command = plan

  variables {
    location = "East US"
  }

  expect_failures = [var.location]
}
