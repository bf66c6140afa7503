locals {
  name           = substr(coalesce(var.name, "${var.platform}-${var.environment}-network"), 0, 64)
  resource_group = var.resource_group_name == null ? azurerm_resource_group.this[0].name : var.resource_group_name

  # Fixed places, so that a further subnet never moves the others: /18 applications, /24 databases, /24 endpoints,
  # /27 gateway (the size that an active-active VPN gateway asks for) of a /16.
  application_cidr = cidrsubnet(var.cidr, 2, 0)
  database_cidr    = cidrsubnet(var.cidr, 8, 128)
  endpoints_cidr   = cidrsubnet(var.cidr, 8, 129)
  gateway_cidr     = cidrsubnet(var.cidr, 11, 1040)

  # https://learn.microsoft.com/azure/private-link/private-endpoint-dns
  zone_names = {
    postgres = "${var.platform}-${var.environment}.private.postgres.database.azure.com"
    blob     = "privatelink.blob.core.windows.net"
    vault    = "privatelink.vaultcore.azure.net"
    redis    = "privatelink.redis.azure.net"
    registry = "privatelink.azurecr.io"
  }

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

resource "azurerm_resource_group" "this" {
  count = var.resource_group_name == null ? 1 : 0

  name     = "${var.platform}-${var.environment}"
  location = var.location
  tags     = local.tags
}

resource "azurerm_virtual_network" "this" {
  name                = local.name
  resource_group_name = local.resource_group
  location            = var.location
  address_space       = [var.cidr]
  dns_servers         = var.dns_servers
  tags                = local.tags
}

resource "azurerm_subnet" "application" {
  name                            = "application"
  resource_group_name             = local.resource_group
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = [local.application_cidr]
  default_outbound_access_enabled = false
}

resource "azurerm_subnet" "database" {
  name                            = "database"
  resource_group_name             = local.resource_group
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = [local.database_cidr]
  default_outbound_access_enabled = false

  # Flexible servers archive their write-ahead log into storage of their own.
  service_endpoints = ["Microsoft.Storage"]

  delegation {
    name = "postgres"

    service_delegation {
      name    = "Microsoft.DBforPostgreSQL/flexibleServers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                            = "endpoints"
  resource_group_name             = local.resource_group
  virtual_network_name            = azurerm_virtual_network.this.name
  address_prefixes                = [local.endpoints_cidr]
  default_outbound_access_enabled = false

  # Without this the security group does not hold for private endpoints.
  private_endpoint_network_policies = "Enabled"
}

resource "azurerm_subnet" "gateway" {
  count = var.gateway_subnet ? 1 : 0

  # Azure finds it by this name, and takes no security group on it.
  name                 = "GatewaySubnet"
  resource_group_name  = local.resource_group
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [local.gateway_cidr]
}

resource "azurerm_public_ip" "nat" {
  count = var.nat ? 1 : 0

  name                = "${local.name}-nat"
  resource_group_name = local.resource_group
  location            = var.location
  allocation_method   = "Static"
  sku                 = "Standard"
  tags                = local.tags
}

resource "azurerm_nat_gateway" "this" {
  count = var.nat ? 1 : 0

  name                    = "${local.name}-nat"
  resource_group_name     = local.resource_group
  location                = var.location
  sku_name                = "Standard"
  idle_timeout_in_minutes = var.nat_idle_timeout_minutes
  tags                    = local.tags
}

resource "azurerm_nat_gateway_public_ip_association" "this" {
  count = var.nat ? 1 : 0

  nat_gateway_id       = azurerm_nat_gateway.this[0].id
  public_ip_address_id = azurerm_public_ip.nat[0].id
}

resource "azurerm_subnet_nat_gateway_association" "application" {
  count = var.nat ? 1 : 0

  subnet_id      = azurerm_subnet.application.id
  nat_gateway_id = azurerm_nat_gateway.this[0].id
}

resource "azurerm_private_dns_zone" "this" {
  for_each = var.private_dns_zones

  name                = local.zone_names[each.key]
  resource_group_name = local.resource_group
  tags                = local.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each = var.private_dns_zones

  name                  = "${local.name}-${each.key}"
  resource_group_name   = local.resource_group
  private_dns_zone_name = azurerm_private_dns_zone.this[each.key].name
  virtual_network_id    = azurerm_virtual_network.this.id
  tags                  = local.tags
}
