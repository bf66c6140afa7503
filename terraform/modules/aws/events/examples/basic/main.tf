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

module "events" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  rules = {
    orders = {
      pattern = jsonencode({ source = ["shop.orders"] })
      targets = { worker = { arn = "arn:aws:lambda:us-east-1:123456789012:function:worker", function = true } }
    }
  }

  publishers = ["123456789012"]
}

output "bus_name" {
  description = "Name of the bus."
  value       = module.events.bus_name
}
