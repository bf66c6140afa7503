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

module "dataproc_flink" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  region    = "us-central1"
  subnet_id = "projects/shop-example/regions/us-central1/subnetworks/shop-dev-network-nodes"
}

output "checkpoints" {
  description = "Where jobs keep their state."
  value       = module.dataproc_flink.checkpoint_url
}
