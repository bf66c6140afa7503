provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "US"
  writers     = ["group:platform@example.com"]
}

run "defaults" {
  command = plan

  assert {
    condition     = startswith(google_storage_bucket.this.name, "shop-dev-state-") && google_storage_bucket.this.versioning[0].enabled && google_storage_bucket.this.public_access_prevention == "enforced" && !google_storage_bucket.this.force_destroy
    error_message = "The bucket keeps versions, is never public, and is kept."
  }

  assert {
    condition     = one(google_storage_bucket.this.lifecycle_rule[0].condition).num_newer_versions == 50 && google_storage_bucket.this.soft_delete_policy[0].retention_duration_seconds == 2592000 && length(google_storage_bucket_iam_member.writers) == 1 && length(google_storage_bucket_iam_member.readers) == 0
    error_message = "Old versions stay, and only the named members come in."
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
    condition     = startswith(google_storage_bucket.this.name, "store-production-state-")
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
    name                = "trades-state"
    location            = "europe-west1"
    writers             = ["user:ann@example.com", "serviceAccount:ci@p.iam.gserviceaccount.com"]
    readers             = ["group:auditors@example.com"]
    kms_key_name        = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
    versions_kept       = 10
    soft_delete_days    = 7
    deletion_protection = false
  }

  assert {
    condition     = google_storage_bucket.this.name == "trades-state" && google_storage_bucket.this.location == "EUROPE-WEST1" && google_storage_bucket.this.encryption[0].default_kms_key_name == var.kms_key_name && google_storage_bucket.this.force_destroy
    error_message = "Name, place, key and protection follow."
  }

  assert {
    condition     = one(google_storage_bucket.this.lifecycle_rule[0].condition).num_newer_versions == 10 && google_storage_bucket.this.soft_delete_policy[0].retention_duration_seconds == 604800 && length(google_storage_bucket_iam_member.writers) == 2 && length(google_storage_bucket_iam_member.readers) == 1
    error_message = "Versions and members follow."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform         = "Shop"
    environment      = "d"
    location         = "on earth"
    writers          = ["allUsers"]
    readers          = ["allUsers"]
    versions_kept    = 1
    soft_delete_days = 1
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.writers, var.readers, var.versions_kept, var.soft_delete_days,
  ]
}
