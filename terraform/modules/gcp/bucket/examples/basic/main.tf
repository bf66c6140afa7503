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

module "bucket" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "US"

  writers = ["serviceAccount:shop-dev-backend@shop-example.iam.gserviceaccount.com"]

  transitions = [
    { age_days = 30, storage_class = "NEARLINE" },
    { age_days = 90, storage_class = "COLDLINE" },
  ]
}
