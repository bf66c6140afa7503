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
    condition     = aws_cloudwatch_event_bus.this.name == "shop-dev-events" && aws_cloudwatch_event_archive.this[0].retention_days == 30 && aws_sqs_queue.dead.sqs_managed_sse_enabled
    error_message = "A default bus is named after the platform, and its events can be played again."
  }

  assert {
    condition     = length(aws_cloudwatch_event_rule.this) + length(aws_cloudwatch_event_bus_policy.this) == 0
    error_message = "Nobody else publishes and nothing listens unless said."
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
    condition     = aws_cloudwatch_event_bus.this.name == "store-production-events"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_cloudwatch_event_bus.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name = "shop"
    rules = {
      orders = { pattern = "{\"source\":[\"shop.orders\"]}", enabled = false, targets = {
        worker = { arn = "arn:aws:lambda:us-east-1:123456789012:function:worker", function = true }
        queue  = { arn = "arn:aws:sqs:us-east-1:123456789012:orders.fifo", message_group_id = "orders" }
      } }
    }
    publishers      = ["123456789012"]
    archive_days    = 7
    max_age_seconds = 3600
    max_attempts    = 3
    kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_cloudwatch_event_bus.this.name == "shop" && aws_cloudwatch_event_rule.this["orders"].state == "DISABLED" && length(aws_cloudwatch_event_target.this) == 2 && keys(aws_lambda_permission.this) == ["orders/worker"]
    error_message = "Name, rules and targets are as told, and the function may be called."
  }

  assert {
    condition     = aws_cloudwatch_event_target.this["orders/queue"].sqs_target[0].message_group_id == "orders" && aws_cloudwatch_event_target.this["orders/worker"].retry_policy[0].maximum_event_age_in_seconds == 3600 && aws_cloudwatch_event_target.this["orders/worker"].retry_policy[0].maximum_retry_attempts == 3
    error_message = "Groups and attempts are as told."
  }

  assert {
    condition     = length(aws_cloudwatch_event_bus_policy.this) == 1 && aws_cloudwatch_event_archive.this[0].retention_days == 7 && aws_cloudwatch_event_bus.this.kms_key_identifier == var.kms_key_arn && aws_sqs_queue.dead.kms_master_key_id == var.kms_key_arn
    error_message = "Publishers, archive and key are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform        = "Shop"
    environment     = "d"
    rules           = { orders = { pattern = "orders", targets = {} } }
    publishers      = ["everybody"]
    archive_days    = -1
    max_age_seconds = 1
    max_attempts    = 200
  }

  expect_failures = [
    var.platform, var.environment, var.rules, var.publishers, var.archive_days, var.max_age_seconds, var.max_attempts,
  ]
}
