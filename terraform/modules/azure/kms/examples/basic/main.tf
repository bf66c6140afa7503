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

module "kms" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"

  disk_encryption = true
  administrators  = { terraform = "11111111-2222-3333-4444-555555555555" }

  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/shop-dev-network/subnets/endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"]
  }
}
