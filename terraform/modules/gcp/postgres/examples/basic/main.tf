terraform {
  required_version = ">= 1.11"

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

module "postgres" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  region         = "us-central1"
  network_id     = "projects/shop-example/global/networks/shop-dev-network"
  psa_range_name = "shop-dev-network-services"

  databases = ["orders"]
  iam_users = ["shop-dev-backend@shop-example.iam.gserviceaccount.com"]

  password_users = { replicator = { password_version = 1 } }
  read_replicas  = { reports = {} }
}

output "connection_name" {
  description = "Instance that the Cloud SQL connectors are given."
  value       = module.postgres.connection_name
}
