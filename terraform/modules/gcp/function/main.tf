locals {
  # A function takes 63 characters; the service account is shorter.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-function"), 0, 63), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  is_event = var.trigger.pubsub_topic != null || var.trigger.bucket != null
}

data "google_project" "this" {}

resource "google_service_account" "this" {
  # A service account id has 6 to 30 characters.
  account_id   = "${trimsuffix(substr(local.name, 0, 27), "-")}-fn"
  display_name = "Function ${local.name}"
}

resource "google_cloudfunctions2_function" "this" {
  name         = local.name
  location     = var.location
  description  = "Function of ${var.platform} ${var.environment}"
  kms_key_name = var.kms_key_name
  labels       = local.labels

  build_config {
    runtime           = var.runtime
    entry_point       = var.entry_point
    docker_repository = var.docker_repository

    source {
      storage_source {
        bucket = var.source_code.bucket
        object = var.source_code.object
      }
    }
  }

  service_config {
    available_memory                 = "${var.memory_mb}M"
    available_cpu                    = var.cpu
    max_instance_request_concurrency = var.concurrency
    timeout_seconds                  = var.timeout_seconds
    min_instance_count               = var.scaling.min
    max_instance_count               = var.scaling.max
    environment_variables            = var.environment_variables
    service_account_email            = google_service_account.this.email
    ingress_settings                 = var.public ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision   = true
    vpc_connector                    = var.vpc_connector
    vpc_connector_egress_settings    = var.vpc_connector == null ? null : "PRIVATE_RANGES_ONLY"

    dynamic "secret_environment_variables" {
      for_each = var.secret_environment_variables
      content {
        key        = secret_environment_variables.key
        project_id = data.google_project.this.project_id
        secret     = secret_environment_variables.value.secret
        version    = secret_environment_variables.value.version
      }
    }
  }

  dynamic "event_trigger" {
    for_each = local.is_event ? [var.trigger] : []
    content {
      trigger_region        = coalesce(var.trigger_location, var.location)
      event_type            = event_trigger.value.pubsub_topic != null ? "google.cloud.pubsub.topic.v1.messagePublished" : "google.cloud.storage.object.v1.finalized"
      pubsub_topic          = event_trigger.value.pubsub_topic
      retry_policy          = event_trigger.value.retry ? "RETRY_POLICY_RETRY" : "RETRY_POLICY_DO_NOT_RETRY"
      service_account_email = google_service_account.this.email

      dynamic "event_filters" {
        for_each = event_trigger.value.bucket == null ? [] : [event_trigger.value.bucket]
        content {
          attribute = "bucket"
          value     = event_filters.value
        }
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.this, google_project_iam_member.event_receiver, google_project_iam_member.storage_publisher]
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = toset([for variable in values(var.secret_environment_variables) : variable.secret])

  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member
}
