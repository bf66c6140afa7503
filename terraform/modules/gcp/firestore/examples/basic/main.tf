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

module "firestore" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "nam5"

  indexes = {
    events = {
      collection = "analytics_events"
      fields     = [{ path = "user_id", order = "ASCENDING" }, { path = "created_at", order = "DESCENDING" }]
    }
  }

  expiring = { analytics_events = "expires_at" }
}
