provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  region      = "us-central1"
  network_id  = "projects/shop-example/global/networks/shop-dev-network"
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
    condition     = google_redis_instance.this.name == "store-production-cache"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_redis_instance.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_redis_instance.this.region == "us-central1" && google_redis_instance.this.authorized_network == var.network_id && google_redis_instance.this.connect_mode == "PRIVATE_SERVICE_ACCESS"
    error_message = "The instance has a private address in the network."
  }

  assert {
    condition     = google_redis_instance.this.auth_enabled && google_redis_instance.this.transit_encryption_mode == "SERVER_AUTHENTICATION" && google_redis_instance.this.tier == "STANDARD_HA"
    error_message = "It wants a password over TLS, and has a standby."
  }
}

run "settings" {
  command = plan

  variables {
    name            = "trades"
    region          = "europe-west1"
    network_id      = "projects/p/global/networks/n"
    psa_range_name  = "services"
    memory_gb       = 10
    read_replicas   = 2
    redis_version   = "REDIS_7_0"
    redis_configs   = { notify-keyspace-events = "KEA" }
    snapshot_period = "ONE_HOUR"
    maintenance     = { day = "TUESDAY", hour = 2 }
    kms_key_name    = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
  }

  assert {
    condition     = google_redis_instance.this.name == "trades" && google_redis_instance.this.region == "europe-west1" && google_redis_instance.this.authorized_network == "projects/p/global/networks/n" && google_redis_instance.this.reserved_ip_range == "services"
    error_message = "Name and place follow."
  }

  assert {
    condition     = google_redis_instance.this.memory_size_gb == 10 && google_redis_instance.this.replica_count == 2 && google_redis_instance.this.read_replicas_mode == "READ_REPLICAS_ENABLED" && google_redis_instance.this.redis_version == "REDIS_7_0" && google_redis_instance.this.redis_configs["notify-keyspace-events"] == "KEA"
    error_message = "Size, replicas, version and parameters follow."
  }

  assert {
    condition     = google_redis_instance.this.persistence_config[0].rdb_snapshot_period == "ONE_HOUR" && google_redis_instance.this.maintenance_policy[0].weekly_maintenance_window[0].day == "TUESDAY" && google_redis_instance.this.customer_managed_key == var.kms_key_name
    error_message = "Snapshots, maintenance and key follow."
  }
}

run "small" {
  command = plan

  variables {
    highly_available = false
    memory_gb        = 1
    snapshot_period  = null
  }

  assert {
    condition     = google_redis_instance.this.tier == "BASIC" && google_redis_instance.this.persistence_config[0].persistence_mode == "DISABLED"
    error_message = "A small instance has neither standby nor snapshots."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform        = "Shop"
    environment     = "d"
    region          = "europe"
    network_id      = "default"
    redis_version   = "REDIS_5_0"
    snapshot_period = "DAILY"
    maintenance     = { day = "Sunday" }
    memory_gb       = 0
  }

  expect_failures = [
    var.platform, var.environment, var.region, var.network_id, var.redis_version, var.snapshot_period, var.maintenance, var.memory_gb,
  ]
}

run "wrong_replicas" {
  command = plan

  variables {
    read_replicas    = 6
    highly_available = false
  }

  expect_failures = [var.read_replicas]
}
