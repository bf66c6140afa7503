resource "google_service_account" "this" {
  # A service account id has at most 30 characters.
  account_id   = "${trimsuffix(substr(local.name, 0, 26), "-")}-run"
  display_name = "Service ${local.name}"
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = toset([for variable in values(var.secret_environment_variables) : variable.secret])

  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member
}

resource "google_project_iam_member" "cloud_sql" {
  count = length(var.cloud_sql_instances) > 0 ? 1 : 0

  project = data.google_project.this.project_id
  role    = "roles/cloudsql.client"
  member  = google_service_account.this.member
}

resource "google_cloud_run_v2_service_iam_member" "invokers" {
  for_each = merge({ for member in var.invokers : member => member }, var.public ? { public = "allUsers" } : {})

  name     = google_cloud_run_v2_service.this.name
  location = var.location
  role     = "roles/run.invoker"
  member   = each.value
}
