terraform {
  required_version = ">= 1.8"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

module "monitoring" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  emails = { platform = "platform-team@shop.example" }

  uptime_checks = { shop = { host = "app.shop.example", path = "/healthz" } }

  metric_alerts = {
    replication-lag = {
      filter           = "resource.type = \"cloudsql_database\" AND metric.type = \"cloudsql.googleapis.com/database/replication/replica_lag\""
      threshold        = 10
      duration_seconds = 120
      severity         = "CRITICAL"
      runbook          = "Run mcloud sync databases --status and compare the lag with the platform's RPO."
    }
  }

  promql_alerts = {
    error-rate = {
      query            = "sum(rate(http_requests_total{code=~\"5..\"}[5m])) / sum(rate(http_requests_total[5m])) > 0.05"
      duration_seconds = 300
      severity         = "CRITICAL"
      runbook          = "More than 5 of 100 requests fail: look at the last deployment, then at the database."
    }
  }
}
