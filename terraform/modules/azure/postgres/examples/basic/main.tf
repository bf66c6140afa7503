terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

module "postgres" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  delegated_subnet_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworks/shop-dev-network/subnets/database"
  private_dns_zone_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/privateDnsZones/shop-dev.private.postgres.database.azure.com"

  databases = ["orders"]
  replicas  = { reports = {} }

  entra_administrators = {
    database-team = { object_id = "11111111-2222-3333-4444-555555555555" }
  }

  password = {
    key_vault_id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.KeyVault/vaults/shop-dev-secrets"
  }
}
