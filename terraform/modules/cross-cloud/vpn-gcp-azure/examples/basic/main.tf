terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
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

provider "google" {
  project = "shop-example"
  region  = "us-central1"
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

  gcp_network        = "projects/shop-example/global/networks/shop-dev-network"
  gcp_region         = "us-central1"
  gcp_firewall_ports = ["5432"]

  resource_group_name = "shop-dev"
  location            = "eastus"
  azure_cidrs         = ["10.30.0.0/16"]
  azure_vpn_gateway = {
    id               = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dev/providers/Microsoft.Network/virtualNetworkGateways/shop-dev-vpn-gateway"
    asn              = 65515
    public_addresses = ["192.0.2.1", "192.0.2.2"]
  }
}
