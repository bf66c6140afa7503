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
    condition     = google_kms_key_ring.this.name == "store-production-kms"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_kms_crypto_key.this["data"].labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_kms_key_ring.this.location == "us-central1" && google_kms_crypto_key.this["data"].rotation_period == "7776000s" && google_kms_crypto_key.this["data"].destroy_scheduled_duration == "2592000s" && length(google_kms_crypto_key_iam_member.this) == 0
    error_message = "One key rotates, nobody is named, and what is destroyed can be restored."
  }
}

run "settings" {
  command = plan

  variables {
    name               = "trades"
    location           = "us"
    keys               = { pii = { rotation_days = 30, protection_level = "HSM", users = ["user:ann@example.com"] }, logs = {} }
    service_agents     = ["storage"]
    destroy_delay_days = 60
  }

  assert {
    condition     = google_kms_key_ring.this.name == "trades" && google_kms_key_ring.this.location == "us" && length(google_kms_crypto_key.this) == 2
    error_message = "Ring and keys follow."
  }

  assert {
    condition     = google_kms_crypto_key.this["pii"].rotation_period == "2592000s" && google_kms_crypto_key.this["pii"].version_template[0].protection_level == "HSM" && google_kms_crypto_key.this["pii"].destroy_scheduled_duration == "5184000s"
    error_message = "Rotation, protection level and delay follow."
  }

  assert {
    condition     = length(google_kms_crypto_key_iam_member.this) == 3 && google_kms_crypto_key_iam_member.this["pii user:ann@example.com"].role == "roles/cloudkms.cryptoKeyEncrypterDecrypter"
    error_message = "Users use their key, agents every key."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    location           = "US Central"
    keys               = { data = { rotation_days = 0 } }
    service_agents     = ["everything"]
    destroy_delay_days = 500
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.keys, var.service_agents, var.destroy_delay_days,
  ]
}
