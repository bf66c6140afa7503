provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
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
    condition     = google_pubsub_topic.this.name == "store-production-pubsub"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_pubsub_topic.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_pubsub_topic.this.message_retention_duration == "86400s" && length(google_pubsub_subscription.this) == 0 && length(google_pubsub_topic_iam_member.publishers) == 0
    error_message = "A topic keeps messages for a day, and nobody is let in unasked."
  }
}

run "settings" {
  command = plan

  variables {
    name            = "trades"
    retention_hours = 48
    regions         = ["us-central1"]
    kms_key_name    = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"
    publishers      = ["serviceAccount:producer@p.iam.gserviceaccount.com"]
    subscriptions = {
      pull = {
        ack_deadline_seconds  = 60, retention_days = 3, filter = "attributes.symbol = \"BTCUSDT\"", ordered = true, exactly_once = true
        max_delivery_attempts = 10, min_backoff_seconds = 1, max_backoff_seconds = 60, subscribers = ["serviceAccount:c@p.iam.gserviceaccount.com"]
      }
      push = { push_endpoint = "https://api.example", push_service_account = "push@p.iam.gserviceaccount.com" }
    }
  }

  assert {
    condition     = google_pubsub_topic.this.name == "trades" && google_pubsub_topic.this.message_retention_duration == "172800s" && google_pubsub_topic.this.kms_key_name == var.kms_key_name && google_pubsub_topic.dead["pull"].kms_key_name == var.kms_key_name && google_pubsub_topic.this.message_storage_policy[0].allowed_persistence_regions == toset(["us-central1"])
    error_message = "Name, retention, key and regions follow."
  }

  assert {
    condition     = google_pubsub_subscription.this["pull"].ack_deadline_seconds == 60 && google_pubsub_subscription.this["pull"].enable_message_ordering && google_pubsub_subscription.this["pull"].enable_exactly_once_delivery && google_pubsub_subscription.this["pull"].dead_letter_policy[0].max_delivery_attempts == 10 && google_pubsub_subscription.this["pull"].retry_policy[0].maximum_backoff == "60s"
    error_message = "A subscription is the described one."
  }

  assert {
    condition     = google_pubsub_subscription.this["push"].push_config[0].oidc_token[0].service_account_email == "push@p.iam.gserviceaccount.com" && length(google_pubsub_subscription.dead) == 2
    error_message = "A push shows who it is, and every subscription has dead letters."
  }

  assert {
    condition     = length(google_pubsub_topic_iam_member.publishers) == 1 && length(google_pubsub_subscription_iam_member.subscribers) == 1 && length(google_pubsub_topic_iam_member.dead) == 2
    error_message = "Publishers, subscribers and the agent get their rights."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform        = "Shop"
    environment     = "d"
    retention_hours = 1000
    regions         = ["US"]
    publishers      = ["allUsers"]
    subscriptions   = { push = { push_endpoint = "http://api.example" } }
  }

  expect_failures = [
    var.platform, var.environment, var.retention_hours, var.regions, var.publishers, var.subscriptions,
  ]
}
