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

module "firewall" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_arns     = { backend = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/backend/50dc6c495c0c9188" }
  blocked_cidrs     = ["198.51.100.0/24"]
  blocked_countries = ["KP"]
}

output "arn" {
  description = "ARN of the firewall."
  value       = module.firewall.arn
}
