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

module "function" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  package = { bucket = "shop-dev-artifacts", key = "trades.zip" }

  queues      = { trades = { arn = "arn:aws:sqs:us-east-1:123456789012:shop-dev-queue" } }
  buckets     = { uploads = { name = "shop-dev-uploads", prefix = "uploads/" } }
  schedules   = { hourly = { expression = "rate(1 hour)" } }
  permissions = [{ actions = ["dynamodb:PutItem"], resources = ["arn:aws:dynamodb:us-east-1:123456789012:table/shop-dev-table"] }]
}

output "arn" {
  description = "ARN of the function."
  value       = module.function.arn
}
