locals {
  # Server names are 3 to 63 characters and unique in all of Azure; replicas add theirs.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-postgres"), 0, 46), "-")

  parameters = merge(
    {
      require_secure_transport = "on"
      ssl_min_protocol_version = "TLSv1.2"
    },
    var.logical_replication ? {
      wal_level             = "logical"
      max_replication_slots = tostring(var.replication_slots)
      max_wal_senders       = tostring(var.replication_slots)
      # Azure asks for more workers than senders, and each subscription takes one as well.
      max_worker_processes = tostring(var.replication_slots + 8)
    } : {},
    var.parameters,
  )

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

data "azurerm_client_config" "current" {}

ephemeral "random_password" "administrator" {
  count = var.password == null ? 0 : 1

  length      = 40
  special     = false
  min_lower   = 4
  min_upper   = 4
  min_numeric = 4
}

resource "azurerm_postgresql_flexible_server" "this" {
  name                = local.name
  resource_group_name = var.resource_group_name
  location            = var.location
  version             = var.postgres_version
  sku_name            = var.sku_name
  storage_mb          = var.storage_gb * 1024
  auto_grow_enabled   = var.auto_grow
  zone                = var.zone

  delegated_subnet_id           = var.delegated_subnet_id
  private_dns_zone_id           = var.private_dns_zone_id
  public_network_access_enabled = false

  backup_retention_days        = var.backup_retention_days
  geo_redundant_backup_enabled = var.geo_redundant_backup

  administrator_login               = try(var.password.login, null)
  administrator_password_wo         = one(ephemeral.random_password.administrator[*].result)
  administrator_password_wo_version = try(var.password.version, null)

  authentication {
    active_directory_auth_enabled = length(var.entra_administrators) > 0
    password_auth_enabled         = var.password != null
    tenant_id                     = length(var.entra_administrators) > 0 ? data.azurerm_client_config.current.tenant_id : null
  }

  dynamic "high_availability" {
    for_each = var.high_availability == "none" ? [] : [var.high_availability]
    content {
      mode                      = high_availability.value == "zone-redundant" ? "ZoneRedundant" : "SameZone"
      standby_availability_zone = high_availability.value == "zone-redundant" ? var.standby_zone : var.zone
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
      key_vault_key_id                  = customer_managed_key.value.key_id
      primary_user_assigned_identity_id = customer_managed_key.value.identity_id
    }
  }

  maintenance_window {
    day_of_week  = var.maintenance_window.day
    start_hour   = var.maintenance_window.hour
    start_minute = 0
  }

  tags = local.tags

  lifecycle {
    # After a zone failover they have changed places; moving them back would be a second outage.
    ignore_changes = [zone, high_availability[0].standby_availability_zone]
  }
}

resource "azurerm_key_vault_secret" "administrator" {
  count = var.password == null ? 0 : 1

  name             = "${local.name}-administrator"
  key_vault_id     = var.password.key_vault_id
  content_type     = "password of ${var.password.login}"
  value_wo         = ephemeral.random_password.administrator[0].result
  value_wo_version = var.password.version
  tags             = local.tags
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "this" {
  for_each = var.entra_administrators

  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.resource_group_name
  tenant_id           = data.azurerm_client_config.current.tenant_id
  object_id           = each.value.object_id
  principal_name      = each.key
  principal_type      = each.value.type
}

resource "azurerm_postgresql_flexible_server_configuration" "this" {
  for_each = local.parameters

  name      = each.key
  server_id = azurerm_postgresql_flexible_server.this.id
  value     = each.value
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  for_each = var.databases

  name      = each.key
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_management_lock" "this" {
  for_each = var.deletion_protection ? merge(
    { primary = azurerm_postgresql_flexible_server.this.id },
    { for key, replica in azurerm_postgresql_flexible_server.replica : key => replica.id },
  ) : {}

  name       = "keep"
  scope      = each.value
  lock_level = "CanNotDelete"
  notes      = "Holds data; lifted by deletion_protection = false."
}
