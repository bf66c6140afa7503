# Eventarc and Cloud Scheduler call the function as its own service account.
locals {
  invokers = merge(
    { for member in var.invokers : member => member },
    local.is_event || var.trigger.schedule != null ? { trigger = google_service_account.this.member } : {},
    var.public ? { public = "allUsers" } : {},
  )
}

resource "google_cloud_run_v2_service_iam_member" "invokers" {
  for_each = local.invokers

  # The service behind a function has its name.
  name     = google_cloudfunctions2_function.this.name
  location = var.location
  role     = "roles/run.invoker"
  member   = each.value
}

resource "google_project_iam_member" "event_receiver" {
  count = local.is_event ? 1 : 0

  project = data.google_project.this.project_id
  role    = "roles/eventarc.eventReceiver"
  member  = google_service_account.this.member
}

# Cloud Storage announces objects over Pub/Sub: https://cloud.google.com/eventarc/docs/run/cloud-storage
resource "google_project_iam_member" "storage_publisher" {
  count = var.trigger.bucket == null ? 0 : 1

  project = data.google_project.this.project_id
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${data.google_project.this.number}@gs-project-accounts.iam.gserviceaccount.com"
}

resource "google_cloud_scheduler_job" "this" {
  count = var.trigger.schedule == null ? 0 : 1

  name             = local.name
  region           = var.location
  schedule         = var.trigger.schedule
  time_zone        = var.trigger.time_zone
  attempt_deadline = "${min(max(var.timeout_seconds, 15), 1800)}s"

  retry_config { retry_count = var.trigger.retry ? 3 : 0 }

  http_target {
    http_method = "POST"
    uri         = google_cloudfunctions2_function.this.service_config[0].uri

    oidc_token { service_account_email = google_service_account.this.email }
  }

  depends_on = [google_cloud_run_v2_service_iam_member.invokers]
}
