terraform {
  required_version = ">= 1.10"

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

module "state" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  units = ["network", "database"]
}

output "backends" {
  description = "Settings of the backends."
  value       = module.state.backends
}
