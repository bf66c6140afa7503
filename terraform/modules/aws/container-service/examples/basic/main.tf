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

module "container_service" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  image      = "123456789012.dkr.ecr.us-east-1.amazonaws.com/backend:1.0.0"
  secrets    = { DATABASE = "arn:aws:secretsmanager:us-east-1:123456789012:secret:database-AbCdEf" }

  load_balancer = {
    subnet_ids      = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    public          = true
    allowed_cidrs   = ["0.0.0.0/0"]
  }
}

output "load_balancer" {
  description = "Host name and zone for alias records."
  value       = module.container_service.load_balancer
}
