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

module "cache" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  nodes      = 3

  allowed_cidrs = ["10.20.0.0/16"]
}

output "address" {
  description = "Host name that takes writes."
  value       = module.cache.address
}
