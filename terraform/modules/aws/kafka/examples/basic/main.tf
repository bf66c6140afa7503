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

module "kafka" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  vpc_id     = "vpc-0123456789abcdef0"
  subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1", "subnet-0123456789abcdef2"]

  allowed_cidrs  = ["10.20.0.0/16"]
  authentication = { certificate_authority_arns = ["arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555"] }
}

output "bootstrap_brokers_tls" {
  description = "Addresses for clients in other clouds."
  value       = module.kafka.bootstrap_brokers_tls
}
