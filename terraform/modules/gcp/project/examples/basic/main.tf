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

module "project" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  services = [
    "compute.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "sqladmin.googleapis.com",
    "sts.googleapis.com",
  ]

  service_accounts = {
    backend = {
      display_name = "Backend of the shop"
      roles        = ["roles/cloudsql.client"]
    }
  }

  aws_accounts = {
    primary = {
      account_id = "123456789012"
      grants     = [{ role = "shop-dev-backend", service_account = "backend" }]
    }
  }

  oidc_providers = {
    ci = {
      issuer_uri = "https://token.actions.githubusercontent.com"
      attribute_mapping = {
        "google.subject"       = "assertion.sub"
        "attribute.repository" = "assertion.repository"
      }
      attribute_condition = "assertion.repository == \"shop/platform\""
      grants              = [{ attribute = "repository", value = "shop/platform", service_account = "backend" }]
    }
  }
}
