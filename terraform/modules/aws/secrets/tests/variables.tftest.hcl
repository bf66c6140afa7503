provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  secrets     = { database = { description = "Orders" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret.this["database"].name == "shop-dev-secrets/database" && aws_secretsmanager_secret.this["database"].description == "Orders"
    error_message = "A secret is named after the platform and described."
  }

  assert {
    condition     = length(aws_secretsmanager_secret_policy.this) == 0 && length(aws_secretsmanager_secret.this["database"].replica) == 0
    error_message = "By default nobody is named and nothing is copied."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "security"
    labels      = { tier = "gold" }
    name        = "store"
  }

  assert {
    condition     = aws_secretsmanager_secret.this["database"].name == "store/database"
    error_message = "A given prefix is kept."
  }

  assert {
    condition = aws_secretsmanager_secret.this["database"].tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "security", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    secrets              = { database = { description = "Orders" }, "api/key" = { description = "Exchange" } }
    readers              = ["arn:aws:iam::123456789012:role/app"]
    kms_key_arn          = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    replica_regions      = ["us-west-2", "eu-west-1"]
    recovery_window_days = 7
  }

  assert {
    condition     = length(aws_secretsmanager_secret.this) == 2 && length(aws_secretsmanager_secret_policy.this) == 2
    error_message = "Every secret gets its policy."
  }

  assert {
    condition     = aws_secretsmanager_secret.this["database"].kms_key_id == var.kms_key_arn && aws_secretsmanager_secret.this["database"].recovery_window_in_days == 7
    error_message = "Key and recovery window reach the secret."
  }

  assert {
    condition     = toset([for copy in aws_secretsmanager_secret.this["database"].replica : copy.region]) == toset(["eu-west-1", "us-west-2"])
    error_message = "Every region gets its copy."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform             = "S"
    environment          = "x"
    secrets              = { "Bad Name" = { description = "x" } }
    recovery_window_days = 0
  }

  expect_failures = [var.platform, var.environment, var.secrets, var.recovery_window_days]
}
