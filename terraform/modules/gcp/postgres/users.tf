locals {
  # Cloud SQL knows a service account without the end of its e-mail.
  iam_users = { for email in var.iam_users : email => {
    service = endswith(email, ".gserviceaccount.com")
    member  = endswith(email, ".gserviceaccount.com") ? "serviceAccount:${email}" : "user:${email}"
  } }

  iam_roles = merge([for email, user in local.iam_users : {
    for role in ["roles/cloudsql.client", "roles/cloudsql.instanceUser"] : "${email} ${role}" => { member = user.member, role = role }
  }]...)
}

resource "google_sql_user" "iam" {
  for_each = local.iam_users

  name            = each.value.service ? trimsuffix(each.key, ".gserviceaccount.com") : each.key
  instance        = google_sql_database_instance.this.name
  type            = each.value.service ? "CLOUD_IAM_SERVICE_ACCOUNT" : "CLOUD_IAM_USER"
  deletion_policy = "ABANDON"
}

# The roles are the project's; the condition holds them to this instance and its replicas.
resource "google_project_iam_member" "login" {
  for_each = local.iam_roles

  project = google_sql_database_instance.this.project
  role    = each.value.role
  member  = each.value.member

  condition {
    title      = "instance-${local.name}"
    expression = "resource.type == 'sqladmin.googleapis.com/Instance' && resource.name.startsWith('projects/${google_sql_database_instance.this.project}/instances/${local.name}')"
  }
}

ephemeral "random_password" "this" {
  for_each = var.password_users

  length  = 32
  special = false
}

resource "google_sql_user" "password" {
  for_each = var.password_users

  name                = each.key
  instance            = google_sql_database_instance.this.name
  password_wo         = ephemeral.random_password.this[each.key].result
  password_wo_version = each.value.password_version
  deletion_policy     = "ABANDON"
}

resource "google_secret_manager_secret" "password" {
  for_each = var.password_users

  secret_id           = "${local.name}-${each.key}"
  labels              = local.labels
  deletion_protection = var.deletion_protection

  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "password" {
  for_each = var.password_users

  secret                 = google_secret_manager_secret.password[each.key].id
  secret_data_wo         = ephemeral.random_password.this[each.key].result
  secret_data_wo_version = each.value.password_version
}
