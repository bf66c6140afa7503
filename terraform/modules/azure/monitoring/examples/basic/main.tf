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

module "monitoring" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"

  emails       = { platform-team = "platform-team@example.com" }
  availability = { shop = "https://shop.example.com/healthz" }

  metric_alerts = {
    database-cpu = {
      scope     = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.DBforPostgreSQL/flexibleServers/shop-dev-postgres"
      namespace = "Microsoft.DBforPostgreSQL/flexibleServers"
      metric    = "cpu_percent"
      threshold = 70
    }
  }
}
