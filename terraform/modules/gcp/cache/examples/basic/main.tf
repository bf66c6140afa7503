terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

module "cache" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  region         = "us-central1"
  network_id     = "projects/shop-example/global/networks/shop-dev-network"
  psa_range_name = "shop-dev-network-services"
}
