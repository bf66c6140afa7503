terraform {
  required_version = ">= 1.8"

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

module "registry" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  repositories    = ["backend", "frontend"]
  readers         = ["arn:aws:iam::123456789012:role/shop-dev-nodes"]
  replica_regions = ["us-west-2"]
}

output "repository_urls" {
  description = "URLs to push to."
  value       = module.registry.repository_urls
}
