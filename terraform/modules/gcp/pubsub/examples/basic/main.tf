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

module "pubsub" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  publishers = ["serviceAccount:shop-dev-producer@shop-example.iam.gserviceaccount.com"]

  subscriptions = {
    trades = { subscribers = ["serviceAccount:shop-dev-consumer@shop-example.iam.gserviceaccount.com"] }
  }
}
