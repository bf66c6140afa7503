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

module "cdn" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "US"
  domains  = ["www.shop.example"]
  public   = true
  writers  = ["serviceAccount:shop-dev-ci@shop-example.iam.gserviceaccount.com"]
}

output "address" {
  description = "Address that the domain's A record names."
  value       = module.cdn.address
}
