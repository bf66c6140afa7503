provider "aws" {
  region = "us-east-1"
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  aws_vpc_id          = "vpc-0123456789abcdef0"
  aws_route_table_ids = ["rtb-1", "rtb-2"]
  resource_group_name = "shop-dev"
  location            = "eastus"
  azure_vpn_gateway   = { id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworkGateways/g", asn = 65515, public_addresses = ["192.0.2.1", "192.0.2.2"] }
}

run "defaults" {
  command = plan

  assert {
    condition     = length(azurerm_virtual_network_gateway_connection.this) == 4 && length(aws_vpn_connection.this) == 2 && azurerm_virtual_network_gateway_connection.this["0"].name == "shop-dev-vpn-aws-azure-0"
    error_message = "There are four tunnels in two connections, named after the platform."
  }

  assert {
    condition     = aws_customer_gateway.azure[1].ip_address == "192.0.2.2" && aws_customer_gateway.azure[1].bgp_asn == "65515" && azurerm_local_network_gateway.aws["3"].bgp_settings[0].asn == 64512
    error_message = "Addresses and BGP numbers meet."
  }

  assert {
    condition     = azurerm_virtual_network_gateway_connection.this["1"].custom_bgp_addresses[0].primary == "169.254.21.6" && azurerm_virtual_network_gateway_connection.this["3"].custom_bgp_addresses[0].secondary == "169.254.22.6" && azurerm_local_network_gateway.aws["3"].bgp_settings[0].bgp_peering_address == "169.254.22.5"
    error_message = "AWS has the first address inside a tunnel, Azure the second."
  }

  assert {
    condition     = length(aws_vpn_gateway.this) == 1 && length(aws_vpn_gateway_route_propagation.this) == 2 && length(aws_vpn_connection.this[0].tunnel1_log_options) == 0
    error_message = "A gateway is made, routes are learnt, nothing is logged."
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
    name        = "store-bridge"
    location    = "westus2"

    resource_group_name = "store"
    aws_vpc_id          = "vpc-0aaaaaaaaaaaaaaaa"
    aws_route_table_ids = []
    aws_asn             = 64600
    aws_log_group_arn   = "arn:aws:logs:us-east-1:123456789012:log-group:vpn"
    azure_vpn_gateway   = { id = "/g2", asn = 65010, public_addresses = ["198.51.100.1", "198.51.100.2"] }
    inside_cidrs        = ["169.254.21.16/30", "169.254.21.20/30", "169.254.22.16/30", "169.254.22.20/30"]
  }

  assert {
    condition     = azurerm_local_network_gateway.aws["0"].name == "store-bridge-0" && azurerm_local_network_gateway.aws["0"].location == "westus2" && azurerm_local_network_gateway.aws["0"].resource_group_name == "store"
    error_message = "Name and place are as given."
  }

  assert {
    condition     = aws_vpn_gateway.this[0].vpc_id == var.aws_vpc_id && aws_vpn_gateway.this[0].amazon_side_asn == "64600" && length(aws_vpn_gateway_route_propagation.this) == 0
    error_message = "VPC, ASN and route tables reach AWS."
  }

  assert {
    condition     = aws_vpn_connection.this[0].tunnel1_log_options[0].cloudwatch_log_options[0].log_group_arn == var.aws_log_group_arn && aws_vpn_connection.this[1].tunnel1_inside_cidr == "169.254.22.16/30"
    error_message = "Logs and inside ranges reach AWS."
  }

  assert {
    condition     = azurerm_virtual_network_gateway_connection.this["2"].virtual_network_gateway_id == "/g2" && aws_customer_gateway.azure[0].ip_address == "198.51.100.1"
    error_message = "Azure's gateway is the given one."
  }

  assert {
    condition = azurerm_virtual_network_gateway_connection.this["0"].tags == tomap({
      platform = "store", environment = "production", unit = "interconnect", owner = "net", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "gateway_that_is_there" {
  command = plan

  variables {
    aws_vpn_gateway = { id = "vgw-0123", asn = 64999 }
  }

  assert {
    condition     = length(aws_vpn_gateway.this) == 0 && aws_vpn_connection.this[0].vpn_gateway_id == "vgw-0123" && azurerm_local_network_gateway.aws["1"].bgp_settings[0].asn == 64999
    error_message = "The VPC's own gateway is used."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    aws_vpc_id          = "shop"
    resource_group_name = ""
    location            = "East US"
    azure_vpn_gateway   = { id = "/g", asn = 65515, public_addresses = ["192.0.2.1"] }
    inside_cidrs        = ["169.254.10.0/30", "169.254.21.4/30", "169.254.22.0/30", "169.254.22.4/30"]
  }

  expect_failures = [
    var.platform, var.environment, var.aws_vpc_id, var.resource_group_name, var.location, var.azure_vpn_gateway, var.inside_cidrs,
  ]
}

run "wrong_asn" {
  command = plan

  variables {
    aws_asn = 65517
  }

  expect_failures = [var.aws_asn]
}
