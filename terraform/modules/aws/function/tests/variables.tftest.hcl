provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  package     = { bucket = "artifacts", key = "code.zip" }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.function_name == "shop-dev-function" && aws_lambda_function.this.s3_key == "code.zip" && aws_lambda_function.this.architectures == tolist(["arm64"]) && aws_lambda_function.this.tracing_config[0].mode == "Active"
    error_message = "A default function is named after the platform and traced."
  }

  assert {
    condition     = length(aws_lambda_event_source_mapping.queue) + length(aws_s3_bucket_notification.bucket) + length(aws_scheduler_schedule.this) == 0 && length(aws_lambda_function.this.vpc_config) == 0
    error_message = "Nothing calls it unless said."
  }

  assert {
    condition     = [for s in data.aws_iam_policy_document.this.statement : s.sid] == ["Log", "Trace"]
    error_message = "It may write its log and its traces, and nothing else."
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
    condition     = aws_lambda_function.this.function_name == "store-production-function"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_lambda_function.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                  = "trades"
    package               = { file = "code.zip", hash = "aGFzaA==" }
    runtime               = "python3.13"
    handler               = "main.handle"
    arm                   = false
    memory_mb             = 512
    timeout_seconds       = 60
    concurrency           = 5
    environment_variables = { TRADING_SYMBOL = "BTCUSDT" }
    layers                = ["arn:aws:lambda:us-east-1:123456789012:layer:tools:1"]
    permissions           = [{ actions = ["dynamodb:PutItem"], resources = ["arn:aws:dynamodb:us-east-1:123456789012:table/t"] }]
    vpc                   = { subnet_ids = ["subnet-0a"], security_group_ids = ["sg-0a"] }
    failure_arn           = "arn:aws:sqs:us-east-1:123456789012:failed"
    tracing               = false
    log_retention_days    = 7
    kms_key_arn           = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = aws_lambda_function.this.function_name == "trades" && aws_lambda_function.this.filename == "code.zip" && aws_lambda_function.this.source_code_hash == "aGFzaA==" && aws_lambda_function.this.runtime == "python3.13" && aws_lambda_function.this.handler == "main.handle"
    error_message = "Name and code are kept."
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist(["x86_64"]) && aws_lambda_function.this.memory_size == 512 && aws_lambda_function.this.timeout == 60 && aws_lambda_function.this.reserved_concurrent_executions == 5 && length(aws_lambda_function.this.layers) == 1
    error_message = "The sizes reach the function."
  }

  assert {
    condition     = aws_lambda_function.this.environment[0].variables["TRADING_SYMBOL"] == "BTCUSDT" && aws_lambda_function.this.vpc_config[0].subnet_ids == toset(["subnet-0a"]) && aws_lambda_function.this.dead_letter_config[0].target_arn == var.failure_arn
    error_message = "Settings, network and failures are as told."
  }

  assert {
    condition     = aws_lambda_function.this.tracing_config[0].mode == "PassThrough" && aws_cloudwatch_log_group.this.retention_in_days == 7 && aws_lambda_function.this.kms_key_arn == var.kms_key_arn
    error_message = "Traces, log and key are as told."
  }

  assert {
    condition     = contains(flatten([for s in data.aws_iam_policy_document.this.statement : s.actions]), "dynamodb:PutItem") && contains(flatten([for s in data.aws_iam_policy_document.this.statement : s.actions]), "sqs:SendMessage")
    error_message = "It may do what it is told, and report failures."
  }
}

run "triggers" {
  command = plan

  variables {
    package   = { image_uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/trades:1" }
    queues    = { trades = { arn = "arn:aws:sqs:us-east-1:123456789012:trades", batch_size = 100, window_seconds = 5, max_concurrency = 4 } }
    buckets   = { uploads = { name = "uploads", prefix = "in/", suffix = ".png" } }
    schedules = { nightly = { expression = "cron(0 3 * * ? *)", timezone = "Europe/Berlin" } }
  }

  assert {
    condition     = aws_lambda_function.this.package_type == "Image" && aws_lambda_function.this.runtime == null
    error_message = "An image brings its own runtime."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.queue["trades"].batch_size == 100 && aws_lambda_event_source_mapping.queue["trades"].scaling_config[0].maximum_concurrency == 4
    error_message = "The queue calls it."
  }

  assert {
    condition     = aws_s3_bucket_notification.bucket["uploads"].lambda_function[0].filter_suffix == ".png" && aws_lambda_permission.bucket["uploads"].principal == "s3.amazonaws.com"
    error_message = "The bucket calls it."
  }

  assert {
    condition     = aws_scheduler_schedule.this["nightly"].schedule_expression_timezone == "Europe/Berlin" && length(aws_iam_role.scheduler) == 1
    error_message = "The clock calls it."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    package            = { bucket = "artifacts" }
    runtime            = "cobol"
    memory_mb          = 64
    timeout_seconds    = 1000
    concurrency        = -2
    permissions        = [{ actions = ["*"], resources = ["*"] }]
    queues             = { trades = { arn = "arn:aws:sqs:us-east-1:123456789012:trades", batch_size = 100 } }
    schedules          = { nightly = { expression = "at night" } }
    log_retention_days = 2
  }

  expect_failures = [
    var.platform, var.environment, var.package, var.runtime, var.memory_mb, var.timeout_seconds, var.concurrency, var.permissions,
    var.queues, var.schedules, var.log_retention_days,
  ]
}
