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

module "dns" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  zone                = "shop.example.com"

  records = {
    verification = { name = "@", type = "TXT", values = ["owner=shop"] }
  }

  routed = {
    app = {
      policy = "failover"
      targets = [
        { name = "aws", value = "192.0.2.10" },
        { name = "azure", value = "198.51.100.10" },
      ]
    }
    www = {
      policy = "weighted"
      targets = [
        { name = "aws", value = "shop.us-east-1.example.net", weight = 70 },
        { name = "azure", value = "shop.eastus.example.net", weight = 30 },
      ]
    }
  }
}
