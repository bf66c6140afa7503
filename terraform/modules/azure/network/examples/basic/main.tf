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

module "network" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location       = "eastus"
  cidr           = "10.30.0.0/16"
  peer_cidrs     = ["10.10.0.0/16", "10.20.0.0/16"]
  gateway_subnet = true
}
