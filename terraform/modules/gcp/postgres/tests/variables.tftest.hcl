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
    condition     = google_sql_database_instance.this.name == "store-production-postgres"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_sql_database_instance.this.settings[0].user_labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_sql_database_instance.this.name == "shop-dev-postgres" && google_sql_database_instance.this.database_version == "POSTGRES_16"
    error_message = "The instance is named after the platform."
  }

  assert {
    condition     = !google_sql_database_instance.this.settings[0].ip_configuration[0].ipv4_enabled && google_sql_database_instance.this.settings[0].ip_configuration[0].ssl_mode == "ENCRYPTED_ONLY" && google_sql_database_instance.this.settings[0].ip_configuration[0].private_network == var.network_id
    error_message = "It has a private address only and speaks TLS only."
  }

  assert {
    condition     = google_sql_database_instance.this.deletion_protection && google_sql_database_instance.this.settings[0].deletion_protection_enabled && google_sql_database_instance.this.settings[0].availability_type == "REGIONAL"
    error_message = "It is protected and has a standby."
  }

  assert {
    condition     = google_sql_database_instance.this.settings[0].backup_configuration[0].point_in_time_recovery_enabled && google_sql_database_instance.this.settings[0].backup_configuration[0].backup_retention_settings[0].retained_backups == 30
    error_message = "It is backed up with point-in-time recovery."
  }

  assert {
    condition     = one([for flag in google_sql_database_instance.this.settings[0].database_flags : flag.value if flag.name == "cloudsql.logical_decoding"]) == "on"
    error_message = "Logical decoding is on."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades"
    region              = "europe-west1"
    network_id          = "projects/other/global/networks/main"
    psa_range_name      = "services"
    postgres_version    = 17
    edition             = "ENTERPRISE_PLUS"
    tier                = "db-perf-optimized-N-4"
    highly_available    = false
    disk_size_gb        = 100
    disk_limit_gb       = 500
    kms_key_name        = "projects/other/locations/europe-west1/keyRings/r/cryptoKeys/k"
    logical_replication = false
    flags               = { max_connections = "200" }
    ssl_mode            = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
    backup              = { start_time = "01:30", retained = 10, location = "eu", log_days = 14 }
    maintenance         = { day = 2, hour = 5 }
    deletion_protection = false
  }

  assert {
    condition     = google_sql_database_instance.this.name == "trades" && google_sql_database_instance.this.region == "europe-west1" && google_sql_database_instance.this.database_version == "POSTGRES_17" && google_sql_database_instance.this.encryption_key_name == var.kms_key_name
    error_message = "Name, region, version and key reach the instance."
  }

  assert {
    condition     = google_sql_database_instance.this.settings[0].tier == "db-perf-optimized-N-4" && google_sql_database_instance.this.settings[0].edition == "ENTERPRISE_PLUS" && google_sql_database_instance.this.settings[0].availability_type == "ZONAL" && google_sql_database_instance.this.settings[0].disk_size == 100 && google_sql_database_instance.this.settings[0].disk_autoresize_limit == 500
    error_message = "Machine and disk are the given ones."
  }

  assert {
    condition     = google_sql_database_instance.this.settings[0].ip_configuration[0].private_network == "projects/other/global/networks/main" && google_sql_database_instance.this.settings[0].ip_configuration[0].allocated_ip_range == "services" && google_sql_database_instance.this.settings[0].ip_configuration[0].ssl_mode == "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
    error_message = "The address comes from the given range, and clients show certificates."
  }

  assert {
    condition     = { for flag in google_sql_database_instance.this.settings[0].database_flags : flag.name => flag.value if contains(["cloudsql.logical_decoding", "max_connections"], flag.name) } == { "cloudsql.logical_decoding" = "off", "max_connections" = "200" }
    error_message = "The flags are the given ones."
  }

  assert {
    condition     = google_sql_database_instance.this.settings[0].backup_configuration[0].start_time == "01:30" && google_sql_database_instance.this.settings[0].backup_configuration[0].location == "eu" && google_sql_database_instance.this.settings[0].backup_configuration[0].transaction_log_retention_days == 14 && google_sql_database_instance.this.settings[0].maintenance_window[0].day == 2
    error_message = "Backups and maintenance follow."
  }

  assert {
    condition     = !google_sql_database_instance.this.deletion_protection && !google_sql_database_instance.this.settings[0].deletion_protection_enabled
    error_message = "Protection goes only when asked."
  }
}

run "people_and_replicas" {
  command = plan

  variables {
    databases      = ["orders", "users"]
    iam_users      = ["api@shop-example.iam.gserviceaccount.com", "ann@example.com"]
    password_users = { replicator = { password_version = 3 } }
    read_replicas  = { reports = { region = "europe-west1", tier = "db-custom-4-16384", highly_available = true } }
  }

  assert {
    condition     = length(google_sql_database.this) == 2
    error_message = "Every database is made."
  }

  assert {
    condition     = google_sql_user.iam["api@shop-example.iam.gserviceaccount.com"].name == "api@shop-example.iam" && google_sql_user.iam["ann@example.com"].type == "CLOUD_IAM_USER" && length(google_project_iam_member.login) == 4
    error_message = "IAM users are named as Cloud SQL knows them and may log in."
  }

  assert {
    condition     = google_sql_user.password["replicator"].password_wo_version == 3 && google_secret_manager_secret_version.password["replicator"].secret_data_wo_version == 3 && google_secret_manager_secret.password["replicator"].secret_id == "shop-dev-postgres-replicator"
    error_message = "A password is written to database and secret with one version."
  }

  assert {
    condition     = google_sql_database_instance.replica["reports"].region == "europe-west1" && google_sql_database_instance.replica["reports"].settings[0].tier == "db-custom-4-16384" && google_sql_database_instance.replica["reports"].settings[0].availability_type == "REGIONAL" && google_sql_database_instance.replica["reports"].deletion_protection
    error_message = "A replica is made where and as large as asked, and protected."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform         = "Shop"
    environment      = "d"
    region           = "europe"
    network_id       = "default"
    postgres_version = 9
    edition          = "BASIC"
    disk_size_gb     = 1
    iam_users        = ["ann"]
    password_users   = { "Bad Name" = { password_version = 1 } }
    ssl_mode         = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"
    maintenance      = { day = 8 }
  }

  expect_failures = [
    var.platform, var.environment, var.region, var.network_id, var.postgres_version, var.edition, var.disk_size_gb,
    var.iam_users, var.password_users, var.ssl_mode, var.maintenance,
  ]
}

run "wrong_together" {
  command = plan

  variables {
    tier          = "db-perf-optimized-N-4"
    disk_limit_gb = 10
    backup        = { log_days = 14 }
    read_replicas = { Reports = {} }
  }

  expect_failures = [var.tier, var.disk_limit_gb, var.backup, var.read_replicas]
}
