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

module "bucket" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  name = "shop-dev-uploads"

  lifecycle_rules = {
    archive = { prefix = "raw/", transitions = { STANDARD_IA = 30, GLACIER = 90 }, expire_old_versions_days = 30 }
  }

  object_lock = { mode = "GOVERNANCE", days = 7 }

  replication = {
    west = { bucket_arn = "arn:aws:s3:::shop-dev-uploads-west" }
  }
}

output "name" {
  description = "Name of the bucket."
  value       = module.bucket.name
}
