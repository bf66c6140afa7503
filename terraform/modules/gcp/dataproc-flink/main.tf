data "google_project" "this" {}

locals {
  # Dataproc takes 51 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-dataproc-flink"), 0, 51), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  buckets = toset(["checkpoints", "results", "staging"])

  checkpoint_url = "gs://${google_storage_bucket.this["checkpoints"].name}/checkpoints"
  savepoint_url  = "gs://${google_storage_bucket.this["checkpoints"].name}/savepoints"

  flink = merge({
    "state.backend"                                             = "rocksdb"
    "state.backend.incremental"                                 = "true"
    "state.checkpoints.dir"                                     = local.checkpoint_url
    "state.savepoints.dir"                                      = local.savepoint_url
    "state.checkpoints.num-retained"                            = "3"
    "execution.checkpointing.interval"                          = "${var.checkpoint_interval_seconds}s"
    "execution.checkpointing.mode"                              = "EXACTLY_ONCE"
    "execution.checkpointing.externalized-checkpoint-retention" = "RETAIN_ON_CANCELLATION"
  }, var.flink_properties)
}

resource "google_service_account" "this" {
  # A service account id has at most 30 characters.
  account_id   = "${trimsuffix(substr(local.name, 0, 24), "-")}-flink"
  display_name = "Flink of ${local.name}"
}

resource "google_project_iam_member" "worker" {
  project = data.google_project.this.project_id
  role    = "roles/dataproc.worker"
  member  = google_service_account.this.member
}

resource "google_storage_bucket" "this" {
  for_each = local.buckets

  name                        = trimsuffix(substr("${local.name}-${each.key}-${data.google_project.this.project_id}", 0, 63), "-")
  location                    = upper(var.region)
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection
  labels                      = local.labels

  # Flink replaces its own files all the time; only results are worth their versions.
  versioning { enabled = each.key == "results" }

  dynamic "encryption" {
    for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
    content {
      default_kms_key_name = encryption.value
    }
  }

  dynamic "lifecycle_rule" {
    for_each = each.key == "checkpoints" ? [var.savepoint_days] : []
    content {
      action { type = "Delete" }
      condition {
        age            = lifecycle_rule.value
        matches_prefix = ["savepoints/"]
      }
    }
  }
}

resource "google_storage_bucket_iam_member" "this" {
  for_each = local.buckets

  bucket = google_storage_bucket.this[each.key].name
  role   = "roles/storage.objectAdmin"
  member = google_service_account.this.member
}

resource "google_dataproc_cluster" "this" {
  name                          = local.name
  region                        = var.region
  graceful_decommission_timeout = "120s"
  labels                        = local.labels

  cluster_config {
    staging_bucket = google_storage_bucket.this["staging"].name
    temp_bucket    = google_storage_bucket.this["staging"].name

    gce_cluster_config {
      subnetwork             = var.subnet_id
      internal_ip_only       = true
      service_account        = google_service_account.this.email
      service_account_scopes = ["cloud-platform"]
      # A session stands ready, so that a job need not start one.
      metadata = { flink-start-yarn-session = "true" }

      shielded_instance_config {
        enable_secure_boot          = true
        enable_vtpm                 = true
        enable_integrity_monitoring = true
      }
    }

    master_config {
      # With three masters Dataproc's Flink is not highly available either:
      # https://cloud.google.com/dataproc/docs/concepts/components/flink
      num_instances = 1
      machine_type  = var.master.machine_type

      disk_config {
        boot_disk_type    = "pd-balanced"
        boot_disk_size_gb = var.master.disk_gb
      }
    }

    worker_config {
      num_instances = var.workers.count
      machine_type  = var.workers.machine_type

      disk_config {
        boot_disk_type    = "pd-balanced"
        boot_disk_size_gb = var.workers.disk_gb
      }
    }

    software_config {
      image_version       = var.image_version
      optional_components = ["FLINK"]
      override_properties = { for key, value in local.flink : "flink:${key}" => value }
    }

    # The web interfaces of Flink and YARN, for those whom IAM lets in.
    endpoint_config { enable_http_port_access = true }

    dynamic "encryption_config" {
      for_each = var.kms_key_name == null ? [] : [var.kms_key_name]
      content {
        kms_key_name = encryption_config.value
      }
    }

    dynamic "lifecycle_config" {
      for_each = var.idle_delete_minutes == null ? [] : [var.idle_delete_minutes]
      content {
        idle_delete_ttl = "${lifecycle_config.value * 60}s"
      }
    }
  }

  depends_on = [google_project_iam_member.worker, google_storage_bucket_iam_member.this]
}
