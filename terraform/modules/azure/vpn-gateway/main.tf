locals {
  name      = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-vpn-gateway"), 0, 70), "-")
  instances = ["first", "second"]

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

resource "azurerm_public_ip" "this" {
  count = 2

  name                = "${local.name}-${local.instances[count.index]}"
  resource_group_name = var.resource_group_name
  location            = var.location
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = var.zones
  tags                = local.tags
}

resource "azurerm_virtual_network_gateway" "this" {
  name                = local.name
  resource_group_name = var.resource_group_name
  location            = var.location
  type                = "Vpn"
  vpn_type            = "RouteBased"
  sku                 = var.sku
  generation          = var.sku == "VpnGw1AZ" ? "Generation1" : "Generation2"
  active_active       = true
  bgp_enabled         = true

  dynamic "ip_configuration" {
    for_each = local.instances
    content {
      name                          = ip_configuration.value
      public_ip_address_id          = azurerm_public_ip.this[ip_configuration.key].id
      private_ip_address_allocation = "Dynamic"
      subnet_id                     = var.gateway_subnet_id
    }
  }

  bgp_settings {
    asn = var.asn

    dynamic "peering_addresses" {
      for_each = local.instances
      content {
        ip_configuration_name = peering_addresses.value
        apipa_addresses       = var.apipa_addresses[peering_addresses.key]
      }
    }
  }

  tags = local.tags
}
