provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "nam5"
}

run "defaults" {
  command = plan

  assert {
    condition     = google_firestore_database.this.name == "shop-dev-firestore" && google_firestore_database.this.location_id == "nam5" && google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED" && google_firestore_database.this.deletion_policy == "ABANDON"
    error_message = "The database is named after the platform and protected."
  }

  assert {
    condition     = google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED" && google_firestore_backup_schedule.daily[0].retention == "2592000s" && length(google_firestore_backup_schedule.weekly) == 0
    error_message = "It is backed up every day."
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
    condition     = google_firestore_database.this.name == "store-production-firestore"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = tomap(output.labels) == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                   = "(default)"
    location               = "europe-west1"
    point_in_time_recovery = false
    daily_backup_days      = 0
    weekly_backup          = { day = "SUNDAY", weeks = 14 }
    indexes = {
      a = { collection = "user_activity", query_scope = "COLLECTION_GROUP", fields = [{ path = "tags", array = true }, { path = "at", order = "DESCENDING" }] }
    }
    expiring            = { user_activity = "expires_at" }
    kms_key_name        = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
    deletion_protection = false
  }

  assert {
    condition     = google_firestore_database.this.name == "(default)" && google_firestore_database.this.location_id == "europe-west1" && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_DISABLED" && google_firestore_database.this.cmek_config[0].kms_key_name == var.kms_key_name && google_firestore_database.this.deletion_policy == "DELETE"
    error_message = "Name, place, recovery, key and protection follow."
  }

  assert {
    condition     = length(google_firestore_backup_schedule.daily) == 0 && google_firestore_backup_schedule.weekly[0].retention == "8467200s" && google_firestore_field.expiring["user_activity"].field == "expires_at"
    error_message = "Backups and expiry follow."
  }

  assert {
    condition     = google_firestore_index.this["a"].query_scope == "COLLECTION_GROUP" && google_firestore_index.this["a"].fields[0].array_config == "CONTAINS" && google_firestore_index.this["a"].fields[1].order == "DESCENDING"
    error_message = "The index is the described one."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform          = "Shop"
    environment       = "d"
    location          = "us"
    daily_backup_days = 100
    weekly_backup     = { day = "Sunday", weeks = 1 }
    indexes           = { a = { collection = "c", fields = [{ path = "x", order = "UP" }] } }
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.daily_backup_days, var.weekly_backup, var.indexes,
  ]
}
