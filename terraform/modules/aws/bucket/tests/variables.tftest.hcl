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
    condition     = aws_s3_bucket.this.bucket == "shop-dev-bucket" && !aws_s3_bucket.this.force_destroy && !aws_s3_bucket.this.object_lock_enabled
    error_message = "A default bucket is named after the platform and keeps what it holds."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "A default bucket is versioned and encrypted."
  }

  assert {
    condition     = length(aws_s3_bucket_replication_configuration.this) + length(aws_s3_bucket_cors_configuration.this) + length(aws_s3_bucket_logging.this) + length(aws_s3_bucket_notification.event_bridge) == 0
    error_message = "Nothing further is set up unless said."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule).abort_incomplete_multipart_upload[0].days_after_initiation == 7
    error_message = "Unfinished uploads are removed."
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
    condition     = aws_s3_bucket.this.bucket == "store-production-bucket"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_s3_bucket.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades"
    kms_key_arn         = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    abort_uploads_days  = 2
    lifecycle_rules     = { old = { prefix = "raw/", transitions = { GLACIER = 90 }, expire_days = 365, expire_old_versions_days = 10 } }
    object_lock         = { mode = "COMPLIANCE", days = 30 }
    replication         = { west = { bucket_arn = "arn:aws:s3:::west", kms_key_arn = "arn:aws:kms:us-west-2:123456789012:key/1", deletions = false } }
    cors_rules          = [{ origins = ["https://shop.test"] }]
    access_log          = { bucket = "logs" }
    event_bridge        = true
    deletion_protection = false
  }

  assert {
    condition     = aws_s3_bucket.this.bucket == "trades" && aws_s3_bucket.this.force_destroy && aws_s3_bucket.this.object_lock_enabled
    error_message = "Name, deletion and lock are kept."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.kms_key_arn
    error_message = "The key encrypts the objects."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 2 && aws_s3_bucket_lifecycle_configuration.this.rule[1].expiration[0].days == 365 && one(aws_s3_bucket_lifecycle_configuration.this.rule[1].transition).storage_class == "GLACIER"
    error_message = "The lifecycle is kept."
  }

  assert {
    condition     = aws_s3_bucket_object_lock_configuration.this[0].rule[0].default_retention[0].mode == "COMPLIANCE"
    error_message = "The lock is kept."
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this[0].rule[0].destination[0].bucket == "arn:aws:s3:::west" && aws_s3_bucket_replication_configuration.this[0].rule[0].delete_marker_replication[0].status == "Disabled"
    error_message = "The copies go where they are told."
  }

  assert {
    condition     = length(aws_s3_bucket_cors_configuration.this) == 1 && aws_s3_bucket_logging.this[0].target_bucket == "logs" && aws_s3_bucket_notification.event_bridge[0].eventbridge
    error_message = "Origins, log and events are set up."
  }
}

run "policy" {
  command = plan

  variables {
    versioning       = false
    policy_documents = ["{\"Version\":\"2012-10-17\",\"Statement\":[]}"]
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Suspended"
    error_message = "Versions are not kept when said."
  }

  assert {
    condition     = data.aws_iam_policy_document.bucket.source_policy_documents == tolist(var.policy_documents)
    error_message = "Further statements join the policy."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    versioning         = false
    abort_uploads_days = 0
    lifecycle_rules    = { old = { transitions = { COLD = 1 } } }
    object_lock        = { mode = "SOFT", days = 1 }
    replication        = { west = { bucket_arn = "arn:aws:s3:::west" } }
  }

  expect_failures = [
    var.platform, var.environment, var.abort_uploads_days, var.lifecycle_rules, var.object_lock, var.replication,
  ]
}
