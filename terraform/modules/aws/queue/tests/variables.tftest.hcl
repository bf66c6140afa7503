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
    condition     = aws_sqs_queue.this.name == "shop-dev-queue" && aws_sqs_queue.this.sqs_managed_sse_enabled
    error_message = "The default queue is named after the platform and encrypted."
  }

  assert {
    condition     = aws_sqs_queue.this.tags["unit"] == "queue" && aws_sqs_queue.this.tags["managed-by"] == "mcloud"
    error_message = "The standard tags are there."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "orders-team"
    labels      = { tier = "gold" }
  }

  assert {
    condition     = aws_sqs_queue.this.name == "store-production-queue"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_sqs_queue.this.tags == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                       = "trades"
    fifo                       = true
    visibility_timeout_seconds = 120
    retention_seconds          = 3600
    max_receives               = 2
    kms_key_arn                = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_sqs_queue.this.name == "trades.fifo" && aws_sqs_queue.dead.name == "trades-dead.fifo"
    error_message = "A given name is kept, with the suffix that FIFO queues need."
  }

  assert {
    condition     = aws_sqs_queue.this.visibility_timeout_seconds == 120 && aws_sqs_queue.this.message_retention_seconds == 3600
    error_message = "The times reach the queue."
  }

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.dead.kms_master_key_id == var.kms_key_arn
    error_message = "The key encrypts both queues."
  }
}

run "event_rules" {
  command = plan

  variables {
    event_rule_arns = ["arn:aws:events:us-east-1:123456789012:rule/shop/orders"]
  }

  assert {
    condition = (
      one([for statement in data.aws_iam_policy_document.this["queue"].statement : statement if statement.effect == "Allow"]).condition
      == toset([{ test = "ArnEquals", variable = "aws:SourceArn", values = tolist(var.event_rule_arns) }])
    )
    error_message = "The rules, and no others, may send."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.this["dead"].statement : statement.effect == "Deny"])
    error_message = "Nobody is allowed to write dead letters."
  }
}

run "redrive" {
  command = apply

  variables {
    max_receives = 2
  }

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy).maxReceiveCount == 2
    error_message = "The number of deliveries reaches the redrive policy."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                   = "Shop"
    environment                = "d"
    visibility_timeout_seconds = 50000
    retention_seconds          = 1
    max_receives               = 0
    event_rule_arns            = ["arn:aws:events:us-east-1:123456789012:rule/*"]
  }

  expect_failures = [
    var.platform, var.environment, var.visibility_timeout_seconds, var.retention_seconds, var.max_receives,
    var.event_rule_arns,
  ]
}
