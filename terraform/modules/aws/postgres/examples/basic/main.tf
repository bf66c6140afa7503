terraform {
  # Write-only attributes, which keep the password out of the state, came with 1.11.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "~> 3.7"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

module "postgres" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]

  allowed_cidrs = ["10.20.0.0/16"]
  read_replicas = { reports = {} }
}

output "address" {
  description = "Host name that applications connect to."
  value       = module.postgres.address
}
