locals {
  # Cloud Run takes 49 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-container-service"), 0, 49), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  ingress = var.behind_load_balancer ? "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER" : var.public ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
}

data "google_project" "this" {}

resource "google_cloud_run_v2_service" "this" {
  name                = local.name
  location            = var.location
  ingress             = local.ingress
  deletion_protection = var.deletion_protection
  labels              = local.labels

  template {
    service_account                  = google_service_account.this.email
    encryption_key                   = var.kms_key_name
    max_instance_request_concurrency = var.concurrency
    timeout                          = "${var.timeout_seconds}s"
    session_affinity                 = var.session_affinity
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    labels                           = local.labels

    scaling {
      min_instance_count = var.scaling.min
      max_instance_count = var.scaling.max
    }

    containers {
      image = var.image

      ports { container_port = var.port }

      resources {
        cpu_idle          = var.resources.cpu_idle
        startup_cpu_boost = true
        limits = {
          cpu    = var.resources.cpu
          memory = var.resources.memory
        }
      }

      dynamic "env" {
        for_each = var.environment_variables
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = var.secret_environment_variables
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value.secret
              version = env.value.version
            }
          }
        }
      }

      dynamic "startup_probe" {
        for_each = var.health_path == null ? [] : [var.health_path]
        content {
          period_seconds    = 5
          timeout_seconds   = 3
          failure_threshold = 24

          http_get {
            path = startup_probe.value
            port = var.port
          }
        }
      }

      dynamic "liveness_probe" {
        for_each = var.health_path == null ? [] : [var.health_path]
        content {
          period_seconds    = 10
          timeout_seconds   = 3
          failure_threshold = 3

          http_get {
            path = liveness_probe.value
            port = var.port
          }
        }
      }

      dynamic "volume_mounts" {
        for_each = length(var.cloud_sql_instances) > 0 ? [1] : []
        content {
          name       = "cloudsql"
          mount_path = "/cloudsql"
        }
      }
    }

    dynamic "volumes" {
      for_each = length(var.cloud_sql_instances) > 0 ? [1] : []
      content {
        name = "cloudsql"
        cloud_sql_instance { instances = var.cloud_sql_instances }
      }
    }

    dynamic "vpc_access" {
      for_each = var.network == null ? [] : [var.network]
      content {
        egress = "PRIVATE_RANGES_ONLY"

        network_interfaces {
          network    = vpc_access.value.network
          subnetwork = vpc_access.value.subnet
        }
      }
    }
  }

  lifecycle {
    # Images are deployed, not applied.
    ignore_changes = [template[0].containers[0].image, client, client_version]
  }

  depends_on = [google_secret_manager_secret_iam_member.this, google_project_iam_member.cloud_sql]
}
