terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

module "dns" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  zone = "shop.example"

  health_checks = {
    backend-aws = { fqdn = "aws.shop.example", path = "/healthz" }
    backend-gcp = { ip_address = "203.0.113.10", type = "HTTP", port = 80, path = "/healthz", interval = 10 }
  }

  records = {
    mail = { name = "", type = "MX", values = ["10 mail.shop.example."] }
    app-aws = {
      name           = "app", type = "A", ttl = 60, values = ["203.0.113.20"],
      set_identifier = "aws", failover = "PRIMARY", health_check = "backend-aws"
    }
    app-gcp = {
      name           = "app", type = "A", ttl = 60, values = ["203.0.113.10"],
      set_identifier = "gcp", failover = "SECONDARY", health_check = "backend-gcp"
    }
  }
}

output "name_servers" {
  description = "Name servers to which the parent zone delegates."
  value       = module.dns.name_servers
}
