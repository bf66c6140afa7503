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
    condition     = aws_kms_alias.this.name == "alias/shop-dev-kms" && aws_kms_key.this.enable_key_rotation
    error_message = "The key is named after the platform and rotates."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.key.statement) == 1 && !aws_kms_key.this.multi_region
    error_message = "By default only the account's IAM policies decide."
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
    name        = "store-data"
  }

  assert {
    condition     = aws_kms_alias.this.name == "alias/store-data"
    error_message = "A given name is kept."
  }

  assert {
    condition = aws_kms_key.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "security", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    administrators       = ["arn:aws:iam::123456789012:role/keys"]
    users                = ["arn:aws:iam::123456789012:role/app"]
    services             = ["logs.us-east-1.amazonaws.com"]
    multi_region         = true
    deletion_window_days = 7
  }

  assert {
    condition     = [for s in data.aws_iam_policy_document.key.statement : s.sid] == ["AccountDelegatesToIam", "Administer", "Use", "UseByServices"]
    error_message = "Administrators, users and services each get a statement."
  }

  assert {
    condition     = aws_kms_key.this.multi_region && aws_kms_key.this.deletion_window_in_days == 7
    error_message = "Replication and deletion window reach the key."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform             = "9shop"
    environment          = "PROD"
    deletion_window_days = 3
  }

  expect_failures = [var.platform, var.environment, var.deletion_window_days]
}
