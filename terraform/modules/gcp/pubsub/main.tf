locals {
  # Pub/Sub takes 255 characters; subscriptions and dead-letter topics add theirs.
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-pubsub"), 0, 180)

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  subscribers = merge([for key, subscription in var.subscriptions : {
    for member in subscription.subscribers : "${key} ${member}" => { subscription = key, member = member }
  }]...)
}

data "google_project" "this" {}

locals {
  # Moves what could not be delivered: https://cloud.google.com/pubsub/docs/handling-failures#grant_forwarding_permissions
  agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_topic" "this" {
  name                       = local.name
  kms_key_name               = var.kms_key_name
  message_retention_duration = var.retention_hours == 0 ? null : "${var.retention_hours * 3600}s"
  labels                     = local.labels

  dynamic "message_storage_policy" {
    for_each = length(var.regions) > 0 ? [var.regions] : []
    content {
      allowed_persistence_regions = message_storage_policy.value
    }
  }
}

resource "google_pubsub_topic_iam_member" "publishers" {
  for_each = var.publishers

  topic  = google_pubsub_topic.this.name
  role   = "roles/pubsub.publisher"
  member = each.value
}

resource "google_pubsub_subscription" "this" {
  for_each = var.subscriptions

  name                         = "${local.name}-${each.key}"
  topic                        = google_pubsub_topic.this.id
  ack_deadline_seconds         = each.value.ack_deadline_seconds
  message_retention_duration   = "${each.value.retention_days * 86400}s"
  filter                       = each.value.filter
  enable_message_ordering      = each.value.ordered
  enable_exactly_once_delivery = each.value.exactly_once
  labels                       = local.labels

  # Without it Pub/Sub deletes a subscription that nobody used for 31 days.
  expiration_policy { ttl = "" }

  retry_policy {
    minimum_backoff = "${each.value.min_backoff_seconds}s"
    maximum_backoff = "${each.value.max_backoff_seconds}s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead[each.key].id
    max_delivery_attempts = each.value.max_delivery_attempts
  }

  dynamic "push_config" {
    for_each = each.value.push_endpoint == null ? [] : [each.value]
    content {
      push_endpoint = push_config.value.push_endpoint
      oidc_token { service_account_email = push_config.value.push_service_account }
    }
  }
}

resource "google_pubsub_subscription_iam_member" "subscribers" {
  for_each = local.subscribers

  subscription = google_pubsub_subscription.this[each.value.subscription].name
  role         = "roles/pubsub.subscriber"
  member       = each.value.member
}
