provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  region      = "us-central1"
  subnet_id   = "projects/p/regions/us-central1/subnetworks/s"
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
    condition     = google_dataproc_cluster.this.name == "store-production-dataproc-flink"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_dataproc_cluster.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_dataproc_cluster.this.cluster_config[0].gce_cluster_config[0].internal_ip_only && google_dataproc_cluster.this.cluster_config[0].gce_cluster_config[0].subnetwork == var.subnet_id && contains(google_dataproc_cluster.this.cluster_config[0].software_config[0].optional_components, "FLINK")
    error_message = "The cluster has private addresses and Flink."
  }

  assert {
    condition     = google_dataproc_cluster.this.cluster_config[0].software_config[0].override_properties["flink:state.backend"] == "rocksdb" && google_dataproc_cluster.this.cluster_config[0].software_config[0].override_properties["flink:execution.checkpointing.interval"] == "60s"
    error_message = "State is kept in RocksDB and checkpointed."
  }

  assert {
    condition     = length(google_storage_bucket.this) == 3 && alltrue([for bucket in google_storage_bucket.this : !bucket.force_destroy && bucket.public_access_prevention == "enforced"]) && one(google_storage_bucket.this["checkpoints"].lifecycle_rule[0].condition).age == 30
    error_message = "Buckets are private and kept."
  }
}

run "settings" {
  command = plan

  variables {
    name                        = "trades"
    region                      = "europe-west1"
    subnet_id                   = "projects/p/regions/europe-west1/subnetworks/t"
    image_version               = "2.1-debian11"
    master                      = { machine_type = "n2-standard-8", disk_gb = 50 }
    workers                     = { machine_type = "n2-highmem-8", count = 5, disk_gb = 500 }
    checkpoint_interval_seconds = 10
    savepoint_days              = 7
    flink_properties            = { "taskmanager.numberOfTaskSlots" = "4" }
    idle_delete_minutes         = 60
    kms_key_name                = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"
    deletion_protection         = false
  }

  assert {
    condition     = google_dataproc_cluster.this.name == "trades" && google_dataproc_cluster.this.region == "europe-west1" && google_storage_bucket.this["results"].location == "EUROPE-WEST1" && google_dataproc_cluster.this.cluster_config[0].gce_cluster_config[0].subnetwork == "projects/p/regions/europe-west1/subnetworks/t" && google_dataproc_cluster.this.cluster_config[0].software_config[0].image_version == "2.1-debian11"
    error_message = "Name, place and image follow."
  }

  assert {
    condition     = google_dataproc_cluster.this.cluster_config[0].master_config[0].machine_type == "n2-standard-8" && google_dataproc_cluster.this.cluster_config[0].worker_config[0].machine_type == "n2-highmem-8" && google_dataproc_cluster.this.cluster_config[0].worker_config[0].disk_config[0].boot_disk_size_gb == 500
    error_message = "Master and workers follow."
  }

  assert {
    condition     = google_dataproc_cluster.this.cluster_config[0].software_config[0].override_properties["flink:execution.checkpointing.interval"] == "10s" && google_dataproc_cluster.this.cluster_config[0].software_config[0].override_properties["flink:taskmanager.numberOfTaskSlots"] == "4" && one(google_storage_bucket.this["checkpoints"].lifecycle_rule[0].condition).age == 7
    error_message = "Settings of Flink follow."
  }

  assert {
    condition     = google_dataproc_cluster.this.cluster_config[0].lifecycle_config[0].idle_delete_ttl == "3600s" && google_dataproc_cluster.this.cluster_config[0].encryption_config[0].kms_key_name == var.kms_key_name && google_storage_bucket.this["results"].encryption[0].default_kms_key_name == var.kms_key_name && google_storage_bucket.this["results"].force_destroy
    error_message = "Idle time, key and protection follow."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                    = "Shop"
    environment                 = "d"
    region                      = "us"
    subnet_id                   = "default"
    image_version               = "1.5"
    master                      = { disk_gb = 1 }
    workers                     = { count = 1 }
    checkpoint_interval_seconds = 0
    savepoint_days              = 1
    idle_delete_minutes         = 1
  }

  expect_failures = [
    var.platform, var.environment, var.region, var.subnet_id, var.image_version, var.master, var.workers,
    var.checkpoint_interval_seconds, var.savepoint_days, var.idle_delete_minutes,
  ]
}
