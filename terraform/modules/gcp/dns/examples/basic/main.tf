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

module "dns" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  domain = "shop.example"

  health_checks = { app = { path = "/healthz" } }

  records = {
    "app/A" = {
      name         = "app"
      type         = "A"
      ttl          = 30
      health_check = "app"
      failover     = { primary = ["203.0.113.10"], backup = ["198.51.100.10"], backup_region = "us-central1" }
    }
    "www/A" = {
      name         = "www"
      type         = "A"
      health_check = "app"
      weighted     = [{ weight = 70, targets = ["203.0.113.10"] }, { weight = 30, targets = ["198.51.100.10"] }]
    }
    "mail/MX" = { name = "", type = "MX", values = ["10 mail.shop.example."] }
  }
}

output "name_servers" {
  description = "Name servers that the parent zone delegates to."
  value       = module.dns.name_servers
}
