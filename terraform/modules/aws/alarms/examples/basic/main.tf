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

module "alarms" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  alarms = {
    database-cpu = { namespace = "AWS/RDS", metric = "CPUUtilization", threshold = 70, dimensions = { DBInstanceIdentifier = "shop-dev-postgres" } }
    latency      = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", statistic = "p99", threshold = 1, period = 60, periods = 10 }
  }

  subscriptions = { operators = { protocol = "email", endpoint = "operators@shop.example" } }
}

output "topic_arn" {
  description = "ARN of the topic."
  value       = module.alarms.topic_arn
}
