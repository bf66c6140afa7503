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
  gateway_subnet_id   = "/subscriptions/s/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/n/subnets/GatewaySubnet"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_virtual_network_gateway.this.name == "shop-dev-vpn-gateway" && azurerm_virtual_network_gateway.this.active_active && azurerm_virtual_network_gateway.this.bgp_enabled
    error_message = "The gateway is named after the platform and active on both instances, with BGP."
  }

  assert {
    condition     = azurerm_virtual_network_gateway.this.sku == "VpnGw2AZ" && azurerm_virtual_network_gateway.this.generation == "Generation2" && length(azurerm_public_ip.this) == 2 && azurerm_virtual_network_gateway.this.bgp_settings[0].asn == 65515
    error_message = "Two addresses, zone-redundant, with the usual ASN."
  }
}

run "settings" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "interconnect"
    owner       = "net"
    labels      = { tier = "gold" }
    name        = "store-gate"
    location    = "westus2"

    resource_group_name = "store"
    gateway_subnet_id   = "/subscriptions/s/resourceGroups/store/providers/Microsoft.Network/virtualNetworks/n/subnets/GatewaySubnet"
    sku                 = "VpnGw1AZ"
    zones               = ["1", "2"]
    asn                 = 65010
    apipa_addresses     = [["169.254.21.30"], ["169.254.22.30"]]
  }

  assert {
    condition     = azurerm_virtual_network_gateway.this.name == "store-gate" && azurerm_virtual_network_gateway.this.location == "westus2" && azurerm_virtual_network_gateway.this.resource_group_name == "store" && azurerm_virtual_network_gateway.this.ip_configuration[1].subnet_id == var.gateway_subnet_id
    error_message = "Name and place are as given."
  }

  assert {
    condition     = azurerm_virtual_network_gateway.this.sku == "VpnGw1AZ" && azurerm_virtual_network_gateway.this.generation == "Generation1" && azurerm_public_ip.this[0].zones == toset(["1", "2"])
    error_message = "Size and zones are as given."
  }

  assert {
    condition     = azurerm_virtual_network_gateway.this.bgp_settings[0].asn == 65010 && azurerm_virtual_network_gateway.this.bgp_settings[0].peering_addresses[1].apipa_addresses == tolist(["169.254.22.30"])
    error_message = "The BGP settings are as given."
  }

  assert {
    condition = azurerm_virtual_network_gateway.this.tags == tomap({
      platform = "store", environment = "production", unit = "interconnect", owner = "net", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    location            = "East US"
    gateway_subnet_id   = "/subnets/gateway"
    sku                 = "Basic"
    zones               = ["9"]
    asn                 = 65517
    apipa_addresses     = [["169.254.1.1"], []]
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.location, var.gateway_subnet_id, var.sku, var.zones, var.asn,
    var.apipa_addresses,
  ]
}
