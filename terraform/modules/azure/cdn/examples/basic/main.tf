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
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

module "cdn" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  domains             = ["www.shop.example.com"]

  origins = {
    aws   = { host = "web.us-east-1.example.net", weight = 700 }
    azure = { host = "web.eastus.example.net", weight = 300 }
  }
}
