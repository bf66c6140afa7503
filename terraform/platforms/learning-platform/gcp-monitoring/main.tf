module "monitoring" {
  source = "../../../modules/gcp/monitoring"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-monitoring"
  owner       = var.owner

  emails                = var.emails
  notification_channels = var.notification_channels

  uptime_checks = {
    backend-aws = { host = "backend-aws.${var.zone}", path = "/healthz" }
    backend-gcp = { host = "backend-gcp.${var.zone}", path = "/healthz" }
  }

  metric_alerts = {
    database-cpu = {
      filter    = "resource.type = \"cloudsql_database\" AND resource.labels.database_id = \"${var.project_id}:${var.database_instance}\" AND metric.type = \"cloudsql.googleapis.com/database/cpu/utilization\""
      threshold = 0.8
    }
    database-disk = {
      filter    = "resource.type = \"cloudsql_database\" AND resource.labels.database_id = \"${var.project_id}:${var.database_instance}\" AND metric.type = \"cloudsql.googleapis.com/database/disk/utilization\""
      threshold = 0.9
      severity  = "CRITICAL"
    }
  }

  promql_alerts = {
    error-rate = {
      query            = "sum(rate(http_requests_total{code=~\"5..\"}[5m])) / sum(rate(http_requests_total[5m])) > 0.05"
      duration_seconds = 300
      severity         = "CRITICAL"
      runbook          = "More than 5 of 100 requests fail: look at the last deployment, then at the database."
    }
    latency = {
      query            = "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1"
      duration_seconds = 600
      runbook          = "One request of a hundred takes more than a second: compare the load of both clusters."
    }
  }
}
