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

module "table" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  name      = "ohlcv-data"
  hash_key  = { name = "symbol" }
  range_key = { name = "timestamp", type = "N" }
  stream    = "NEW_IMAGE"

  indexes = { by-day = { hash_key = { name = "day" }, range_key = { name = "timestamp", type = "N" } } }
}

output "arn" {
  description = "ARN of the table."
  value       = module.table.arn
}
