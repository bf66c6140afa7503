provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  secrets     = { database = {} }
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
    condition     = google_secret_manager_secret.this["database"].secret_id == "store-production-secrets-database"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_secret_manager_secret.this["database"].labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_secret_manager_secret.this["database"].deletion_protection && google_secret_manager_secret.this["database"].version_destroy_ttl == "2592000s" && length(google_secret_manager_secret.this["database"].replication[0].auto) == 1
    error_message = "A secret is protected, restorable and everywhere."
  }

  assert {
    condition     = length(google_secret_manager_secret_iam_member.this) == 0 && length(google_secret_manager_secret.this["database"].rotation) == 0
    error_message = "Nobody is named by default."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades"
    secrets             = { database = { readers = ["user:ann@example.com"], writers = ["user:bob@example.com"] }, api = {} }
    replicas            = { us-central1 = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k", us-east1 = null }
    destroy_delay_days  = 7
    rotation            = { period_seconds = 86400, next_time = "2030-01-01T00:00:00Z", topic = "projects/p/topics/rotate" }
    deletion_protection = false
  }

  assert {
    condition     = google_secret_manager_secret.this["api"].secret_id == "trades-api" && length(google_secret_manager_secret.this) == 2 && length(google_secret_manager_secret_iam_member.this) == 2
    error_message = "Every secret and grant is made."
  }

  assert {
    condition     = length(google_secret_manager_secret.this["api"].replication[0].user_managed[0].replicas) == 2 && google_secret_manager_secret.this["api"].replication[0].user_managed[0].replicas[0].customer_managed_encryption[0].kms_key_name == var.replicas["us-central1"]
    error_message = "Values stand in the named regions, under their keys."
  }

  assert {
    condition     = google_secret_manager_secret.this["api"].version_destroy_ttl == "604800s" && google_secret_manager_secret.this["api"].rotation[0].rotation_period == "86400s" && google_secret_manager_secret.this["api"].topics[0].name == "projects/p/topics/rotate" && google_pubsub_topic_iam_member.rotation[0].topic == "rotate" && !google_secret_manager_secret.this["api"].deletion_protection
    error_message = "Delay, rotation and protection follow."
  }
}

run "own_key" {
  command = plan

  variables {
    kms_key_name = "projects/p/locations/global/keyRings/r/cryptoKeys/k"
  }

  assert {
    condition     = google_secret_manager_secret.this["database"].replication[0].auto[0].customer_managed_encryption[0].kms_key_name == var.kms_key_name
    error_message = "The key encrypts the values."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    secrets            = { "bad/name" = { readers = ["allUsers"] } }
    replicas           = { US = null }
    destroy_delay_days = 0
    rotation           = { period_seconds = 60, next_time = "soon", topic = "rotate" }
  }

  expect_failures = [
    var.platform, var.environment, var.secrets, var.replicas, var.destroy_delay_days, var.rotation,
  ]
}

run "wrong_key" {
  command = plan

  variables {
    kms_key_name = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"
  }

  expect_failures = [var.kms_key_name]
}
