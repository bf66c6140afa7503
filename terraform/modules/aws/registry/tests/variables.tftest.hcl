provider "aws" {
  region = "us-east-1"
}

variables {
  platform     = "shop"
  environment  = "dev"
  owner        = "platform-team"
  repositories = ["backend"]
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this["backend"].name == "shop-dev-registry/backend" && aws_ecr_repository.this["backend"].image_tag_mutability == "IMMUTABLE" && aws_ecr_repository.this["backend"].image_scanning_configuration[0].scan_on_push && !aws_ecr_repository.this["backend"].force_delete
    error_message = "Tags never move, images are scanned and kept."
  }

  assert {
    condition     = length(aws_ecr_repository_policy.this) + length(aws_ecr_replication_configuration.this) == 0 && aws_ecr_repository.this["backend"].encryption_configuration[0].encryption_type == "AES256"
    error_message = "Nobody else reads them, and nothing is copied unless said."
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
    condition     = aws_ecr_repository.this["backend"].name == "store-production-registry/backend"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_ecr_repository.this["backend"].tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "images"
    repositories        = ["backend", "frontend"]
    keep_images         = 20
    untagged_days       = 3
    readers             = ["arn:aws:iam::123456789012:root"]
    replica_regions     = ["us-west-2", "eu-west-1"]
    kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    deletion_protection = false
  }

  assert {
    condition     = aws_ecr_repository.this["frontend"].name == "images/frontend" && aws_ecr_repository.this["backend"].force_delete && aws_ecr_repository.this["backend"].encryption_configuration[0].kms_key == var.kms_key_arn
    error_message = "Names, protection and key are as told."
  }

  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this["backend"].policy).rules : rule.selection.countNumber] == [3, 20]
    error_message = "Age and number reach the lifecycle."
  }

  assert {
    condition     = length(aws_ecr_repository_policy.this) == 2 && length(aws_ecr_replication_configuration.this[0].replication_configuration[0].rule[0].destination) == 2
    error_message = "Readers and copies are as told."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform      = "Shop"
    environment   = "d"
    repositories  = ["Bad Name"]
    keep_images   = 1
    untagged_days = 0
    readers       = ["everybody"]
  }

  expect_failures = [var.platform, var.environment, var.repositories, var.keep_images, var.untagged_days, var.readers]
}
