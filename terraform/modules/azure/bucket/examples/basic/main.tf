terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  subscription_id     = "00000000-0000-0000-0000-000000000001"
  storage_use_azuread = true

  features {}
}

module "bucket" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"

  containers = {
    uploads = {}
    backups = { immutability_days = 30 }
  }

  lifecycle_rules = {
    uploads = { prefixes = ["uploads/"], cool_after_days = 30, cold_after_days = 90, delete_versions_after_days = 90 }
  }

  private_endpoint = {
    subnet_id    = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/shop-dev-network/subnets/endpoints"
    dns_zone_ids = ["/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net"]
  }
}
