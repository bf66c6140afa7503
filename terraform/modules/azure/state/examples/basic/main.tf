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
  subscription_id     = "00000000-0000-0000-0000-000000000001"
  storage_use_azuread = true

  features {}
}

module "state" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-state"
  location            = "eastus"

  users = { deployer = "11111111-2222-3333-4444-555555555555" }
}
