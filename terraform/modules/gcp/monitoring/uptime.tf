resource "google_monitoring_uptime_check_config" "this" {
  for_each = var.uptime_checks

  display_name = "${local.name}-${each.key}"
  period       = "${each.value.period_seconds}s"
  timeout      = "${each.value.timeout_seconds}s"
  user_labels  = local.labels

  http_check {
    path         = each.value.path
    port         = each.value.port
    use_ssl      = each.value.tls
    validate_ssl = each.value.tls
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = data.google_project.this.project_id
      host       = each.value.host
    }
  }

  dynamic "content_matchers" {
    for_each = each.value.content == null ? [] : [each.value.content]
    content {
      content = content_matchers.value
      matcher = "CONTAINS_STRING"
    }
  }
}

resource "google_monitoring_alert_policy" "uptime" {
  for_each = var.uptime_checks

  display_name          = "${local.name}-${each.key}-down"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = "${each.value.host} is not reached"

    # More than one place must fail: one alone is more often the place's fault.
    condition_threshold {
      filter          = "resource.type = \"uptime_url\" AND metric.type = \"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.labels.check_id = \"${google_monitoring_uptime_check_config.this[each.key].uptime_check_id}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "${each.value.duration_seconds}s"

      aggregations {
        alignment_period     = "${max(each.value.period_seconds, 60) * 2}s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }
    }
  }

  alert_strategy { auto_close = "${var.auto_close_seconds}s" }
}
