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

module "secrets" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  secrets = {
    database = { description = "Connection string of the orders database" }
  }

  readers = ["arn:aws:iam::123456789012:role/shop-dev-backend"]
}
