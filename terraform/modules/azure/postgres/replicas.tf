resource "azurerm_postgresql_flexible_server" "replica" {
  for_each = var.replicas

  name                = "${local.name}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = coalesce(each.value.location, var.location)
  create_mode         = "Replica"
  source_server_id    = azurerm_postgresql_flexible_server.this.id
  version             = var.postgres_version
  sku_name            = coalesce(each.value.sku_name, var.sku_name)
  storage_mb          = var.storage_gb * 1024
  auto_grow_enabled   = var.auto_grow
  zone                = each.value.zone

  delegated_subnet_id           = coalesce(each.value.delegated_subnet_id, var.delegated_subnet_id)
  private_dns_zone_id           = coalesce(each.value.private_dns_zone_id, var.private_dns_zone_id)
  public_network_access_enabled = false

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

  tags = local.tags

  # A replica starts with its primary's parameters; made earlier it would need a restart for each.
  depends_on = [azurerm_postgresql_flexible_server_configuration.this]

  lifecycle {
    ignore_changes = [zone]
  }
}
