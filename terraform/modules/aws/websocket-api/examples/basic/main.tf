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

module "websocket_api" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  routes = {
    "$connect" = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:connect/invocations", function_name = "connect" }
    "$default" = { invoke_arn = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:prices/invocations", function_name = "prices" }
  }

  domain = { name = "live.shop.example", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555" }
}

output "url" {
  description = "URL to which clients connect."
  value       = module.websocket_api.url
}
