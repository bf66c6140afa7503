terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

module "vpn" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  aws_vpc_id          = "vpc-0123456789abcdef0"
  aws_route_table_ids = ["rtb-0123456789abcdef0"]

  resource_group_name = "shop-dev"
  location            = "eastus"
  azure_vpn_gateway = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworkGateways/shop-dev-vpn-gateway"
    asn              = 65515
    public_addresses = ["192.0.2.1", "192.0.2.2"]
  }
}
