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

module "scheduler" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  region = "us-central1"

  jobs = {
    aggregate = {
      schedule     = "*/5 * * * *"
      pubsub_topic = "projects/shop-example/topics/shop-dev-pubsub"
      body         = "{\"symbol\":\"BTCUSDT\"}"
    }
    report = {
      schedule        = "0 6 * * 1"
      time_zone       = "Europe/Berlin"
      uri             = "https://report.shop.example/run"
      service_account = "shop-dev-scheduler@shop-example.iam.gserviceaccount.com"
    }
  }
}
