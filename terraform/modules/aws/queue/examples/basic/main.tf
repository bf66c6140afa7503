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

module "queue" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
}

output "url" {
  description = "URL that the producer is given."
  value       = module.queue.url
}
