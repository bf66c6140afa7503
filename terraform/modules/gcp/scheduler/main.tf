locals {
  name = coalesce(var.name, "${var.platform}-${var.environment}-scheduler")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  # A job carries no labels.
  owned_by = join(", ", [for key, value in local.labels : "${key}=${value}"])
}

resource "google_cloud_scheduler_job" "this" {
  for_each = var.jobs

  name             = "${local.name}-${each.key}"
  region           = var.region
  description      = substr(local.owned_by, 0, 499)
  schedule         = each.value.schedule
  time_zone        = each.value.time_zone
  paused           = each.value.paused
  attempt_deadline = each.value.uri == null ? null : "${each.value.deadline_seconds}s"

  retry_config { retry_count = each.value.retries }

  dynamic "pubsub_target" {
    for_each = each.value.pubsub_topic == null ? [] : [each.value]
    content {
      topic_name = pubsub_target.value.pubsub_topic
      data       = base64encode(pubsub_target.value.body)
    }
  }

  dynamic "http_target" {
    for_each = each.value.uri == null ? [] : [each.value]
    content {
      uri         = http_target.value.uri
      http_method = http_target.value.http_method
      # Only these methods carry a body.
      body    = contains(["POST", "PUT", "PATCH"], http_target.value.http_method) ? base64encode(http_target.value.body) : null
      headers = contains(["POST", "PUT", "PATCH"], http_target.value.http_method) ? { "Content-Type" = "application/json" } : null

      oidc_token {
        service_account_email = http_target.value.service_account
        audience              = http_target.value.audience
      }
    }
  }
}
