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

module "cdn" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  aliases         = ["www.shop.example"]
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  apis            = { backend = { path = "/api/*", domain = "backend.shop.example" } }
}

output "domain_name" {
  description = "Host name for alias records."
  value       = module.cdn.domain_name
}
