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

module "kubernetes" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  subnet_ids     = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  administrators = { operators = "arn:aws:iam::123456789012:role/operators" }

  node_groups = {
    general = { instance_types = ["c6i.xlarge"], min = 2, max = 5 }
    batch   = { spot = true, min = 0, max = 10, taints = { batch = {} } }
  }

  workload_identities = {
    backend = {
      namespace       = "shop"
      service_account = "backend"
      statements = [{
        actions   = ["s3:GetObject", "s3:PutObject"]
        resources = ["arn:aws:s3:::shop-dev-uploads/*"]
      }]
    }
  }
}

output "endpoint" {
  description = "URL of the Kubernetes API."
  value       = module.kubernetes.endpoint
}
