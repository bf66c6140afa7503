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

module "firewall" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  rate_limit = { requests = 600, interval_seconds = 60, ban_seconds = 300 }

  blocked_cidrs = ["198.51.100.0/24"]
}

output "policy" {
  description = "Policy that backend services are given."
  value       = module.firewall.id
}
