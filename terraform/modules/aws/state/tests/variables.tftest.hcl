provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  units       = ["network", "database"]
}

run "defaults" {
  command = plan

  assert {
    condition     = output.backends["network"].bucket == "shop-dev-state" && output.backends["network"].key == "shop/dev/network.tfstate" && output.backends["network"].use_lockfile
    error_message = "Each unit has its own state, locked by a file."
  }

  assert {
    condition     = length(aws_kms_key.this) == 1 && keys(aws_iam_policy.unit) == ["database", "network"] && output.replication_role_arn == null
    error_message = "The states have a key of their own and no copy."
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
    condition     = output.backends["network"].bucket == "store-production-state"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_iam_policy.unit["network"].tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = apply

  variables {
    name                = "states"
    units               = ["base"]
    kms_key             = { arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555" }
    old_versions_days   = 90
    access_log          = { bucket = "logs" }
    replication         = { bucket_arn = "arn:aws:s3:::copy", kms_key_arn = "arn:aws:kms:us-west-2:123456789012:key/1" }
    deletion_protection = false
  }

  assert {
    condition     = output.backends["base"].bucket == "states" && output.kms_key_arn == var.kms_key.arn && length(aws_kms_key.this) == 0 && keys(output.policy_arns) == ["base"]
    error_message = "Name, units and key are kept."
  }

  assert {
    condition     = module.bucket.settings.access_log_bucket == "logs" && !module.bucket.settings.deletion_protection && module.bucket.settings.old_versions_days == { old-states = 90 }
    error_message = "Log, protection and age of old states reach the bucket."
  }

  assert {
    condition     = output.replication_role_arn != null
    error_message = "The states are copied."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform          = "Shop"
    environment       = "d"
    units             = ["Bad Unit"]
    old_versions_days = 1
  }

  expect_failures = [var.platform, var.environment, var.units, var.old_versions_days]
}
