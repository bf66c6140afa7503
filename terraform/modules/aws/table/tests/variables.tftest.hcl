provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  hash_key    = { name = "id" }
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this.name == "shop-dev-table" && aws_dynamodb_table.this.hash_key == "id" && aws_dynamodb_table.this.range_key == null && aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST"
    error_message = "A default table is named after the platform and pays for requests."
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled && aws_dynamodb_table.this.point_in_time_recovery[0].enabled && aws_dynamodb_table.this.point_in_time_recovery[0].recovery_period_in_days == 35 && aws_dynamodb_table.this.server_side_encryption[0].enabled
    error_message = "It is protected, restorable and encrypted."
  }

  assert {
    condition     = !aws_dynamodb_table.this.stream_enabled && length(aws_dynamodb_table.this.global_secondary_index) == 0 && length(aws_dynamodb_table.this.replica) == 0 && length(aws_dynamodb_table.this.ttl) == 0 && aws_dynamodb_table.this.table_class == "STANDARD"
    error_message = "Nothing further is set up unless said."
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
    condition     = aws_dynamodb_table.this.name == "store-production-table"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_dynamodb_table.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "ohlcv-data"
    hash_key            = { name = "symbol" }
    range_key           = { name = "timestamp", type = "N" }
    indexes             = { by-day = { hash_key = { name = "day" }, projection = "INCLUDE", attributes = ["close"] } }
    capacity            = { read = 5, write = 10 }
    ttl_attribute       = "expires"
    stream              = "NEW_IMAGE"
    recovery_days       = 7
    infrequent          = true
    kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    deletion_protection = false
  }

  assert {
    condition     = aws_dynamodb_table.this.name == "ohlcv-data" && aws_dynamodb_table.this.range_key == "timestamp" && toset([for a in aws_dynamodb_table.this.attribute : "${a.name}:${a.type}"]) == toset(["day:S", "symbol:S", "timestamp:N"])
    error_message = "Name and keys are kept, each declared once."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.global_secondary_index).projection_type == "INCLUDE" && aws_dynamodb_table.this.billing_mode == "PROVISIONED" && aws_dynamodb_table.this.write_capacity == 10
    error_message = "Indexes and capacity are as told."
  }

  assert {
    condition     = aws_dynamodb_table.this.ttl[0].attribute_name == "expires" && aws_dynamodb_table.this.stream_view_type == "NEW_IMAGE" && aws_dynamodb_table.this.point_in_time_recovery[0].recovery_period_in_days == 7
    error_message = "Expiry, stream and recovery are as told."
  }

  assert {
    condition     = aws_dynamodb_table.this.table_class == "STANDARD_INFREQUENT_ACCESS" && aws_dynamodb_table.this.server_side_encryption[0].kms_key_arn == var.kms_key_arn && !aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "Class, key and protection are as told."
  }
}

run "replicas" {
  command = plan

  variables {
    replica_regions = { us-west-2 = "" }
  }

  assert {
    condition     = one(aws_dynamodb_table.this.replica).region_name == "us-west-2" && aws_dynamodb_table.this.stream_view_type == "NEW_AND_OLD_IMAGES"
    error_message = "Replicas are fed by the whole stream."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform      = "Shop"
    environment   = "d"
    hash_key      = { name = "id", type = "X" }
    range_key     = { name = "at", type = "X" }
    indexes       = { by-day = { hash_key = { name = "day" }, projection = "INCLUDE" } }
    capacity      = { read = 0, write = 0 }
    stream        = "ALL"
    recovery_days = 60
  }

  expect_failures = [
    var.platform, var.environment, var.hash_key, var.range_key, var.indexes, var.capacity, var.stream, var.recovery_days,
  ]
}
