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

module "registry" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  location = "us-central1"

  readers = ["serviceAccount:shop-dev-kubernetes-nodes@shop-example.iam.gserviceaccount.com"]
  writers = ["serviceAccount:shop-dev-ci@shop-example.iam.gserviceaccount.com"]
}
