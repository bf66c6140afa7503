provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name  = "shop-dev"
  location             = "eastus"
  delegated_subnet_id  = "/subscriptions/s/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/n/subnets/database"
  private_dns_zone_id  = "/subscriptions/s/resourceGroups/shop-dev/providers/Microsoft.Network/privateDnsZones/shop.postgres.database.azure.com"
  entra_administrators = { dba = { object_id = "11111111-2222-3333-4444-555555555555" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_postgresql_flexible_server.this.name == "shop-dev-postgres" && !azurerm_postgresql_flexible_server.this.public_network_access_enabled
    error_message = "The server is named after the platform and has no public address."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.high_availability[0].mode == "ZoneRedundant" && azurerm_postgresql_flexible_server.this.high_availability[0].standby_availability_zone == "2"
    error_message = "A standby stands in another zone."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_configuration.this["wal_level"].value == "logical" && azurerm_postgresql_flexible_server_configuration.this["max_wal_senders"].value == "10"
    error_message = "Logical replication is on."
  }

  assert {
    condition     = !azurerm_postgresql_flexible_server.this.authentication[0].password_auth_enabled && length(azurerm_key_vault_secret.administrator) == 0
    error_message = "By default only Entra ID signs in."
  }

  assert {
    condition     = length(azurerm_management_lock.this) == 1 && azurerm_management_lock.this["primary"].lock_level == "CanNotDelete"
    error_message = "A lock keeps the server."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "data"
    owner       = "dba"
    labels      = { tier = "gold" }
    name        = "store-orders"
    location    = "westus2"

    resource_group_name = "store"
    delegated_subnet_id = "/subscriptions/s/resourceGroups/store/providers/Microsoft.Network/virtualNetworks/n/subnets/other"
    private_dns_zone_id = "/subscriptions/s/resourceGroups/store/providers/Microsoft.Network/privateDnsZones/store.postgres.database.azure.com"
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.name == "store-orders" && azurerm_postgresql_flexible_server.this.location == "westus2" && azurerm_postgresql_flexible_server.this.resource_group_name == "store"
    error_message = "Name, region and resource group are as given."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.delegated_subnet_id == var.delegated_subnet_id && azurerm_postgresql_flexible_server.this.private_dns_zone_id == var.private_dns_zone_id
    error_message = "The server stands in the given subnet and zone."
  }

  assert {
    condition = azurerm_postgresql_flexible_server.this.tags == tomap({
      platform = "store", environment = "production", unit = "data", owner = "dba", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    postgres_version      = "17"
    sku_name              = "MO_Standard_E4ds_v5"
    storage_gb            = 512
    auto_grow             = false
    high_availability     = "same-zone"
    zone                  = "3"
    backup_retention_days = 14
    geo_redundant_backup  = true
    replication_slots     = 20
    parameters            = { work_mem = "65536" }
    databases             = ["orders", "users"]
    replicas              = { reports = { zone = "1" }, west = { location = "westus2", sku_name = "GP_Standard_D2ds_v5" } }
    password              = { key_vault_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v", login = "boss", version = 3 }
    encryption            = { key_id = "https://v.vault.azure.net/keys/k/1", identity_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i" }
    maintenance_window    = { day = 6, hour = 4 }
    deletion_protection   = false
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.version == "17" && azurerm_postgresql_flexible_server.this.sku_name == "MO_Standard_E4ds_v5" && azurerm_postgresql_flexible_server.this.storage_mb == 524288 && !azurerm_postgresql_flexible_server.this.auto_grow_enabled
    error_message = "Version, size and storage reach the server."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.high_availability[0].mode == "SameZone" && azurerm_postgresql_flexible_server.this.zone == "3" && azurerm_postgresql_flexible_server.this.high_availability[0].standby_availability_zone == "3"
    error_message = "Both servers stand in the given zone."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.backup_retention_days == 14 && azurerm_postgresql_flexible_server.this.geo_redundant_backup_enabled
    error_message = "The backups are as asked."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server_configuration.this["max_replication_slots"].value == "20" && azurerm_postgresql_flexible_server_configuration.this["work_mem"].value == "65536"
    error_message = "Slots and parameters reach the server."
  }

  assert {
    condition     = length(azurerm_postgresql_flexible_server_database.this) == 2 && azurerm_postgresql_flexible_server.replica["reports"].zone == "1" && azurerm_postgresql_flexible_server.replica["west"].location == "westus2" && azurerm_postgresql_flexible_server.replica["west"].sku_name == "GP_Standard_D2ds_v5"
    error_message = "Databases and replicas are made as asked."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.administrator_login == "boss" && azurerm_postgresql_flexible_server.this.administrator_password_wo_version == 3 && azurerm_key_vault_secret.administrator[0].value_wo_version == 3
    error_message = "The password's version reaches server and vault."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.customer_managed_key[0].key_vault_key_id == var.encryption.key_id && one(azurerm_postgresql_flexible_server.this.identity[0].identity_ids) == var.encryption.identity_id
    error_message = "The key encrypts the server."
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.maintenance_window[0].day_of_week == 6 && azurerm_postgresql_flexible_server.this.maintenance_window[0].start_hour == 4 && length(azurerm_management_lock.this) == 0
    error_message = "The maintenance window is set and the lock lifted."
  }
}

run "burstable_alone" {
  command = plan

  variables {
    sku_name            = "B_Standard_B1ms"
    high_availability   = "none"
    standby_zone        = "3"
    logical_replication = false
  }

  assert {
    condition     = length(azurerm_postgresql_flexible_server.this.high_availability) == 0 && !contains(keys(azurerm_postgresql_flexible_server_configuration.this), "wal_level")
    error_message = "Without standby and logical replication there are none."
  }
}

run "standby_zone" {
  command = plan

  variables {
    standby_zone = "3"
  }

  assert {
    condition     = azurerm_postgresql_flexible_server.this.high_availability[0].standby_availability_zone == "3"
    error_message = "The standby stands in the given zone."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform              = "Shop"
    environment           = "x"
    resource_group_name   = ""
    location              = "East US"
    private_dns_zone_id   = "/zones/example.org"
    postgres_version      = "9.6"
    sku_name              = "large"
    storage_gb            = 100
    zone                  = "4"
    backup_retention_days = 3
    replication_slots     = 1
    parameters            = { wal_level = "replica" }
    databases             = ["Orders"]
    password              = { key_vault_id = "v", login = "root" }
    maintenance_window    = { day = 9 }
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.location, var.private_dns_zone_id, var.postgres_version,
    var.sku_name, var.storage_gb, var.zone, var.backup_retention_days, var.replication_slots, var.parameters, var.databases,
    var.password, var.maintenance_window,
  ]
}

run "wrong_combinations" {
  command = plan

  variables {
    sku_name             = "B_Standard_B1ms"
    standby_zone         = "1"
    replicas             = { reports = {} }
    entra_administrators = { x = { object_id = "1", type = "Robot" } }
  }

  expect_failures = [var.high_availability, var.standby_zone, var.replicas, var.entra_administrators]
}

run "nobody_can_sign_in" {
  command = plan

  variables {
    entra_administrators = {}
  }

  expect_failures = [var.entra_administrators]
}
