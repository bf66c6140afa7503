provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_sns_topic.this.name == "shop-dev-alarms" && length(aws_cloudwatch_metric_alarm.this) + length(aws_sns_topic_subscription.this) == 0 && aws_sns_topic.this.kms_master_key_id == null
    error_message = "There is a topic named after the platform, and nobody hears of nothing."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "store-team"
    labels      = { tier = "gold" }
  }

  assert {
    condition     = aws_sns_topic.this.name == "store-production-alarms"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_sns_topic.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = apply

  variables {
    name            = "loud"
    alarms          = { cpu = { namespace = "AWS/RDS", metric = "CPUUtilization", threshold = 70, periods = 3, breaching = 2 }, slow = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", statistic = "p99", threshold = 1 } }
    subscriptions   = { operators = { protocol = "email", endpoint = "operators@shop.example" } }
    notify_recovery = false
    kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["cpu"].alarm_name == "loud-cpu" && aws_cloudwatch_metric_alarm.this["cpu"].threshold == 70 && aws_cloudwatch_metric_alarm.this["cpu"].datapoints_to_alarm == 2 && aws_cloudwatch_metric_alarm.this["slow"].extended_statistic == "p99"
    error_message = "The alarms are as told."
  }

  assert {
    condition     = aws_sns_topic_subscription.this["operators"].protocol == "email" && aws_sns_topic.this.kms_master_key_id == var.kms_key_arn && length(aws_cloudwatch_metric_alarm.this["cpu"].ok_actions) == 0
    error_message = "Listeners, key and recovery are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform      = "Shop"
    environment   = "d"
    alarms        = { cpu = { namespace = "AWS/RDS", metric = "CPUUtilization", threshold = 70, statistic = "Mean" } }
    subscriptions = { operators = { protocol = "http", endpoint = "http://shop.example" } }
  }

  expect_failures = [var.platform, var.environment, var.alarms, var.subscriptions]
}
