terraform {
  required_version = ">= 1.8"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

module "vpn_gateway" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  gateway_subnet_id   = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/shop-dev-network/subnets/GatewaySubnet"
}
