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

module "secrets" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  secrets = {
    database = {
      readers = ["serviceAccount:shop-dev-backend@shop-example.iam.gserviceaccount.com"]
    }
  }
}
