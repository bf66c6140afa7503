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

module "network" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  cidr               = "10.10.0.0/16"
  availability_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]

  interface_endpoints = ["ecr.api", "ecr.dkr", "secretsmanager"]
}

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}
