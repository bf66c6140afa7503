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

module "kms" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "us-central1"

  keys = {
    data = { users = ["serviceAccount:shop-dev-backend@shop-example.iam.gserviceaccount.com"] }
    pii  = { rotation_days = 30, protection_level = "HSM" }
  }

  service_agents = ["storage", "sql", "secretmanager"]
}
