provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "eastus"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_virtual_network.this.name == "shop-dev-network" && azurerm_resource_group.this[0].name == "shop-dev"
    error_message = "Network and resource group are named after the platform."
  }

  assert {
    condition     = length(azurerm_network_security_rule.web) == 0 && length(azurerm_subnet.gateway) == 0 && length(azurerm_nat_gateway.this) == 1
    error_message = "By default nobody comes in, and applications get out."
  }

  assert {
    condition     = azurerm_subnet.database.address_prefixes == tolist(["10.30.128.0/24"]) && azurerm_subnet.application.address_prefixes == tolist(["10.30.0.0/18"])
    error_message = "The subnets lie in the network."
  }

  assert {
    condition     = !azurerm_subnet.application.default_outbound_access_enabled && length(azurerm_private_dns_zone.this) == 5
    error_message = "No way out but NAT, and a private zone for every service."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "net"
    labels      = { tier = "gold" }
    name        = "store-core"
    location    = "westus2"

    resource_group_name = "store"
  }

  assert {
    condition     = azurerm_virtual_network.this.name == "store-core" && azurerm_virtual_network.this.location == "westus2"
    error_message = "A given name and region are kept."
  }

  assert {
    condition     = length(azurerm_resource_group.this) == 0 && azurerm_virtual_network.this.resource_group_name == "store"
    error_message = "A given resource group is used, not made."
  }

  assert {
    condition = azurerm_virtual_network.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "net", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    cidr                     = "10.40.0.0/16"
    peer_cidrs               = ["10.10.0.0/16"]
    allowed_cidrs            = ["203.0.113.0/24"]
    nat_idle_timeout_minutes = 10
    gateway_subnet           = true
    private_dns_zones        = ["postgres"]
    dns_servers              = ["10.40.0.4"]
  }

  assert {
    condition     = azurerm_network_security_rule.database.source_address_prefixes == toset(["10.40.0.0/16", "10.10.0.0/16"])
    error_message = "The databases are reached from the network and its peers only."
  }

  assert {
    condition     = azurerm_network_security_rule.web[0].source_address_prefixes == toset(["203.0.113.0/24"]) && azurerm_network_security_rule.web[0].destination_port_range == "443"
    error_message = "The allowed ranges reach HTTPS."
  }

  assert {
    condition     = azurerm_nat_gateway.this[0].idle_timeout_in_minutes == 10 && azurerm_subnet.gateway[0].address_prefixes == tolist(["10.40.130.0/27"])
    error_message = "The NAT time-out and the gateway subnet are as asked."
  }

  assert {
    condition     = azurerm_private_dns_zone.this["postgres"].name == "shop-dev.private.postgres.database.azure.com" && length(azurerm_private_dns_zone.this) == 1
    error_message = "Only the named zones are made."
  }

  assert {
    condition     = azurerm_virtual_network.this.dns_servers == tolist(["10.40.0.4"])
    error_message = "The name servers reach the network."
  }
}

run "no_way_out" {
  command = plan

  variables {
    nat = false
  }

  assert {
    condition     = length(azurerm_nat_gateway.this) == 0 && length(azurerm_subnet_nat_gateway_association.application) == 0
    error_message = "Without NAT there is none."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                 = "Shop"
    environment              = "x"
    resource_group_name      = "ends."
    location                 = "East US"
    cidr                     = "10.0.0.0/24"
    peer_cidrs               = ["0.0.0.0/0"]
    allowed_cidrs            = ["anywhere"]
    nat_idle_timeout_minutes = 1
    private_dns_zones        = ["sql"]
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.location, var.cidr, var.peer_cidrs, var.allowed_cidrs,
    var.nat_idle_timeout_minutes, var.private_dns_zones,
  ]
}
