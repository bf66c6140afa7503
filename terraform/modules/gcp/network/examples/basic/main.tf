terraform {
  required_version = ">= 1.8"

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

module "network" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  subnets = {
    nodes = {
      region           = "us-central1"
      cidr             = "10.20.0.0/20"
      secondary_ranges = { pods = "10.24.0.0/14", services = "10.28.0.0/20" }
    }
  }

  psa_cidr   = "10.30.0.0/16"
  peer_cidrs = ["10.0.0.0/16"]
}

output "network" {
  description = "Network that clusters and databases are given."
  value       = module.network.id
}
