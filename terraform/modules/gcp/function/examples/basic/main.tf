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

module "function" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location    = "us-central1"
  runtime     = "nodejs22"
  entry_point = "handle"

  source_code = {
    bucket = "shop-dev-sources"
    object = "aggregate-1f2e3d.zip"
  }

  trigger = { pubsub_topic = "projects/shop-example/topics/shop-dev-pubsub" }

  environment_variables = { TRADING_SYMBOL = "BTCUSDT" }
}

output "service_account" {
  description = "Identity that the function's other rights are given to."
  value       = module.function.service_account
}
