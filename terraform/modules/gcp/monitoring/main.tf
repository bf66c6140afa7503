locals {
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-monitoring"), 0, 200)

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  channels = concat(
    [for channel in google_monitoring_notification_channel.email : channel.id],
    [for channel in google_monitoring_notification_channel.pubsub : channel.id],
    var.notification_channels,
  )
}

resource "google_monitoring_notification_channel" "email" {
  for_each = var.emails

  display_name = "${local.name}-${each.key}"
  type         = "email"
  labels       = { email_address = each.value }
  user_labels  = local.labels
}

resource "google_monitoring_notification_channel" "pubsub" {
  for_each = var.pubsub_topics

  display_name = "${local.name}-${each.key}"
  type         = "pubsub"
  labels       = { topic = each.value }
  user_labels  = local.labels

  depends_on = [google_pubsub_topic_iam_member.notifications]
}

data "google_project" "this" {}

# Monitoring publishes as its own agent: https://cloud.google.com/monitoring/support/notification-options#pubsub
resource "google_pubsub_topic_iam_member" "notifications" {
  for_each = var.pubsub_topics

  project = split("/", each.value)[1]
  topic   = split("/", each.value)[3]
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-monitoring-notification.iam.gserviceaccount.com"
}

resource "google_monitoring_alert_policy" "metric" {
  for_each = var.metric_alerts

  display_name          = "${local.name}-${each.key}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = each.key

    condition_threshold {
      filter          = each.value.filter
      comparison      = each.value.comparison
      threshold_value = each.value.threshold
      duration        = "${each.value.duration_seconds}s"

      aggregations {
        alignment_period     = "${each.value.alignment_seconds}s"
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.reducer
        group_by_fields      = each.value.group_by
      }
    }
  }

  alert_strategy { auto_close = "${var.auto_close_seconds}s" }

  dynamic "documentation" {
    for_each = each.value.runbook == "" ? [] : [each.value.runbook]
    content {
      content   = documentation.value
      mime_type = "text/markdown"
    }
  }
}

resource "google_monitoring_alert_policy" "promql" {
  for_each = var.promql_alerts

  display_name          = "${local.name}-${each.key}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = each.key

    condition_prometheus_query_language {
      query               = each.value.query
      duration            = "${each.value.duration_seconds}s"
      evaluation_interval = "30s"
      # The metric may come only with the workload that is deployed later.
      disable_metric_validation = true
    }
  }

  alert_strategy { auto_close = "${var.auto_close_seconds}s" }

  dynamic "documentation" {
    for_each = each.value.runbook == "" ? [] : [each.value.runbook]
    content {
      content   = documentation.value
      mime_type = "text/markdown"
    }
  }
}
