provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "us-central1"
}

run "defaults" {
  command = plan

  assert {
    condition     = startswith(google_storage_bucket.this.name, "shop-dev-bucket-") && google_storage_bucket.this.location == "US-CENTRAL1"
    error_message = "The bucket is named after platform and project, where asked."
  }

  assert {
    condition     = google_storage_bucket.this.public_access_prevention == "enforced" && google_storage_bucket.this.uniform_bucket_level_access && !google_storage_bucket.this.force_destroy
    error_message = "It is never public, and kept."
  }

  assert {
    condition     = google_storage_bucket.this.versioning[0].enabled && google_storage_bucket.this.soft_delete_policy[0].retention_duration_seconds == 604800 && length(google_storage_bucket.this.lifecycle_rule) == 2 && length(google_storage_bucket.this.retention_policy) == 0
    error_message = "It keeps versions for a while."
  }
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
  }

  assert {
    condition     = startswith(google_storage_bucket.this.name, "store-production-bucket-")
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_storage_bucket.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades-raw"
    location            = "us"
    data_regions        = ["us-central1", "us-east1"]
    turbo_replication   = true
    storage_class       = "NEARLINE"
    version_days        = 10
    soft_delete_days    = 0
    transitions         = [{ age_days = 60, storage_class = "ARCHIVE", prefixes = ["raw/"] }]
    expirations         = [{ age_days = 365 }]
    kms_key_name        = "projects/p/locations/us/keyRings/r/cryptoKeys/k"
    readers             = ["group:analysts@example.com"]
    writers             = ["serviceAccount:api@p.iam.gserviceaccount.com"]
    cors                = [{ origins = ["https://shop.example"], methods = ["GET"], headers = ["ETag"] }]
    log_bucket          = "shop-logs"
    deletion_protection = false
  }

  assert {
    condition     = google_storage_bucket.this.name == "trades-raw" && google_storage_bucket.this.storage_class == "NEARLINE" && google_storage_bucket.this.rpo == "ASYNC_TURBO" && google_storage_bucket.this.custom_placement_config[0].data_locations == toset(["US-CENTRAL1", "US-EAST1"])
    error_message = "Name, class and places reach the bucket."
  }

  assert {
    condition     = length(google_storage_bucket.this.lifecycle_rule) == 4 && one(google_storage_bucket.this.lifecycle_rule[0].condition).days_since_noncurrent_time == 10 && one(google_storage_bucket.this.lifecycle_rule[1].action).storage_class == "ARCHIVE" && one(google_storage_bucket.this.lifecycle_rule[2].condition).age == 365 && google_storage_bucket.this.soft_delete_policy[0].retention_duration_seconds == 0
    error_message = "Versions, transitions and expirations become rules."
  }

  assert {
    condition     = google_storage_bucket.this.encryption[0].default_kms_key_name == var.kms_key_name && google_storage_bucket.this.logging[0].log_bucket == "shop-logs" && google_storage_bucket.this.cors[0].method[0] == "GET" && google_storage_bucket.this.cors[0].response_header[0] == "ETag" && google_storage_bucket.this.force_destroy
    error_message = "Key, logs, browsers and protection follow."
  }

  assert {
    condition     = length(google_storage_bucket_iam_member.readers) == 1 && google_storage_bucket_iam_member.writers["serviceAccount:api@p.iam.gserviceaccount.com"].role == "roles/storage.objectUser"
    error_message = "Readers read and writers write."
  }
}

run "retention" {
  command = plan

  variables {
    versioning = false
    retention  = { days = 30, locked = true }
  }

  assert {
    condition     = google_storage_bucket.this.retention_policy[0].retention_period == 2592000 && google_storage_bucket.this.retention_policy[0].is_locked && !google_storage_bucket.this.versioning[0].enabled
    error_message = "Retention holds objects, without versions."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform         = "Shop"
    environment      = "d"
    location         = "somewhere on earth"
    storage_class    = "HOT"
    version_days     = 0
    soft_delete_days = 3
    transitions      = [{ age_days = 1, storage_class = "STANDARD" }]
    expirations      = [{ age_days = 0 }]
    readers          = ["allUsers"]
    writers          = ["allAuthenticatedUsers"]
    retention        = { days = 1 }
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.storage_class, var.version_days, var.soft_delete_days,
    var.transitions, var.expirations, var.readers, var.writers, var.retention,
  ]
}

run "wrong_places" {
  command = plan

  variables {
    data_regions      = ["us-east1"]
    turbo_replication = true
  }

  expect_failures = [var.data_regions]
}
