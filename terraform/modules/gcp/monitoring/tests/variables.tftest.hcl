provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform      = "shop"
  environment   = "dev"
  owner         = "platform-team"
  metric_alerts = { cpu = { filter = "resource.type = \"gce_instance\" AND metric.type = \"compute.googleapis.com/instance/cpu/utilization\"", threshold = 0.7 } }
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
    condition     = google_monitoring_alert_policy.metric["cpu"].display_name == "store-production-monitoring-cpu"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_monitoring_alert_policy.metric["cpu"].user_labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_monitoring_alert_policy.metric["cpu"].conditions[0].condition_threshold[0].threshold_value == 0.7 && google_monitoring_alert_policy.metric["cpu"].conditions[0].condition_threshold[0].duration == "300s" && google_monitoring_alert_policy.metric["cpu"].severity == "WARNING"
    error_message = "An alert watches its metric."
  }
}

run "settings" {
  command = plan

  variables {
    name                  = "trades"
    emails                = { team = "team@example.com" }
    pubsub_topics         = { failover = "projects/p/topics/failover" }
    notification_channels = ["projects/p/notificationChannels/1"]
    auto_close_seconds    = 3600
    metric_alerts = {
      lag = {
        filter            = "metric.type = \"x\"", comparison = "COMPARISON_LT", threshold = 1, duration_seconds = 60, aligner = "ALIGN_RATE"
        alignment_seconds = 120, reducer = "REDUCE_SUM", group_by = ["resource.label.zone"], severity = "CRITICAL", runbook = "Look."
      }
    }
    promql_alerts = { errors = { query = "up == 0", duration_seconds = 90, severity = "ERROR", runbook = "Look." } }
    uptime_checks = { site = { host = "a.example", path = "/live", port = 8080, tls = false, period_seconds = 300, timeout_seconds = 5, content = "ok", duration_seconds = 60 } }
  }

  assert {
    condition     = google_monitoring_notification_channel.email["team"].labels["email_address"] == "team@example.com" && google_monitoring_notification_channel.pubsub["failover"].labels["topic"] == "projects/p/topics/failover" && google_pubsub_topic_iam_member.notifications["failover"].topic == "failover"
    error_message = "Alerts go to people and topics."
  }

  assert {
    condition     = length(local.channels) == 3
    error_message = "Channels made elsewhere are used too."
  }

  assert {
    condition     = google_monitoring_alert_policy.metric["lag"].display_name == "trades-lag" && google_monitoring_alert_policy.metric["lag"].conditions[0].condition_threshold[0].comparison == "COMPARISON_LT" && google_monitoring_alert_policy.metric["lag"].conditions[0].condition_threshold[0].aggregations[0].cross_series_reducer == "REDUCE_SUM" && google_monitoring_alert_policy.metric["lag"].documentation[0].content == "Look." && google_monitoring_alert_policy.metric["lag"].alert_strategy[0].auto_close == "3600s"
    error_message = "The metric alert is the described one."
  }

  assert {
    condition     = google_monitoring_alert_policy.promql["errors"].conditions[0].condition_prometheus_query_language[0].duration == "90s" && google_monitoring_alert_policy.promql["errors"].severity == "ERROR"
    error_message = "The PromQL alert is the described one."
  }

  assert {
    condition     = google_monitoring_uptime_check_config.this["site"].period == "300s" && google_monitoring_uptime_check_config.this["site"].http_check[0].port == 8080 && !google_monitoring_uptime_check_config.this["site"].http_check[0].use_ssl && google_monitoring_uptime_check_config.this["site"].content_matchers[0].content == "ok" && google_monitoring_uptime_check_config.this["site"].monitored_resource[0].labels["host"] == "a.example" && google_monitoring_alert_policy.uptime["site"].conditions[0].condition_threshold[0].duration == "60s"
    error_message = "The uptime check is the described one, and has its alert."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    emails             = { team = "team" }
    pubsub_topics      = { failover = "failover" }
    metric_alerts      = { cpu = { filter = "cpu", threshold = 1 } }
    promql_alerts      = { errors = { query = "up == 0", severity = "BAD" } }
    uptime_checks      = { site = { host = "a.example", period_seconds = 10 } }
    auto_close_seconds = 60
  }

  expect_failures = [
    var.platform, var.environment, var.emails, var.pubsub_topics, var.metric_alerts, var.promql_alerts, var.uptime_checks,
    var.auto_close_seconds,
  ]
}
