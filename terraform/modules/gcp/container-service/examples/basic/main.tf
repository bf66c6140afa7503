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

module "container_service" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "us-central1"
  image    = "us-central1-docker.pkg.dev/shop-example/shop-dev-registry/backend:1.4.2"

  network = {
    network = "projects/shop-example/global/networks/shop-dev-network"
    subnet  = "projects/shop-example/regions/us-central1/subnetworks/shop-dev-network-nodes"
  }

  environment_variables        = { LOG_LEVEL = "info" }
  secret_environment_variables = { DATABASE_URL = { secret = "shop-dev-secrets-database" } }
  cloud_sql_instances          = ["shop-example:us-central1:shop-dev-postgres"]
}

output "uri" {
  description = "URL of the service."
  value       = module.container_service.uri
}
