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

module "state" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "US"
  writers  = ["group:platform-team@shop.example"]
}

output "backend" {
  description = "Backend block of a unit."
  value       = module.state.backend
}
