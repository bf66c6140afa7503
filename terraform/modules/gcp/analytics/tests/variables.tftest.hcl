provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "US"
}

run "defaults" {
  command = plan

  assert {
    condition     = google_bigquery_dataset.this.dataset_id == "shop_dev_analytics" && google_bigquery_dataset.this.location == "US" && !google_bigquery_dataset.this.delete_contents_on_destroy && google_bigquery_dataset.this.max_time_travel_hours == "168"
    error_message = "The dataset is named after the platform and kept."
  }

  assert {
    condition     = length(google_bigquery_dataset_iam_member.readers) == 0 && length(google_bigquery_table.this) == 0
    error_message = "Nobody is let in unasked."
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
    condition     = google_bigquery_dataset.this.dataset_id == "store_production_analytics"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_bigquery_dataset.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "settings" {
  command = plan

  variables {
    name     = "trades"
    location = "europe-west1"
    tables = {
      candles = {
        schema                   = "[{\"name\":\"at\",\"type\":\"TIMESTAMP\"},{\"name\":\"symbol\",\"type\":\"STRING\"}]", partition_field = "at", partition_type = "MONTH"
        require_partition_filter = true, partition_days = 365, clustering = ["symbol"]
      }
    }
    views               = { latest = "SELECT max(at) AS at FROM `p.trades.candles`" }
    table_days          = 30
    time_travel_hours   = 48
    kms_key_name        = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
    readers             = ["group:analysts@example.com"]
    editors             = ["serviceAccount:flink@p.iam.gserviceaccount.com"]
    deletion_protection = false
  }

  assert {
    condition     = google_bigquery_dataset.this.dataset_id == "trades" && google_bigquery_dataset.this.location == "europe-west1" && google_bigquery_dataset.this.default_table_expiration_ms == 2592000000 && google_bigquery_dataset.this.max_time_travel_hours == "48" && google_bigquery_dataset.this.default_encryption_configuration[0].kms_key_name == var.kms_key_name && google_bigquery_dataset.this.delete_contents_on_destroy
    error_message = "Name, place, times, key and protection follow."
  }

  assert {
    condition     = google_bigquery_table.this["candles"].time_partitioning[0].type == "MONTH" && google_bigquery_table.this["candles"].time_partitioning[0].expiration_ms == 31536000000 && google_bigquery_table.this["candles"].require_partition_filter && google_bigquery_table.this["candles"].clustering == tolist(["symbol"]) && !google_bigquery_table.this["candles"].deletion_protection
    error_message = "The table is the described one."
  }

  assert {
    condition     = google_bigquery_table.view["latest"].view[0].query == var.views["latest"] && google_bigquery_dataset_iam_member.editors["serviceAccount:flink@p.iam.gserviceaccount.com"].role == "roles/bigquery.dataEditor" && length(google_bigquery_dataset_iam_member.readers) == 1
    error_message = "Views, readers and editors follow."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform          = "Shop"
    environment       = "d"
    location          = "us"
    tables            = { "bad-name" = { schema = "{}" } }
    views             = { v = "DROP TABLE x" }
    table_days        = 0
    time_travel_hours = 50
    readers           = ["allUsers"]
    editors           = ["allUsers"]
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.tables, var.views, var.table_days, var.time_travel_hours, var.readers, var.editors,
  ]
}
