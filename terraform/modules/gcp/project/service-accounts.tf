resource "google_service_account" "this" {
  for_each = var.service_accounts

  project      = local.project_id
  account_id   = "${local.stem}-${each.key}"
  display_name = each.value.display_name
  description  = local.owned_by

  depends_on = [google_project_service.this]
}

locals {
  account_roles = merge([for name, account in var.service_accounts : {
    for role in account.roles : "${name} ${role}" => { account = name, role = role }
  }]...)
}

resource "google_project_iam_member" "this" {
  for_each = local.account_roles

  project = local.project_id
  role    = each.value.role
  member  = google_service_account.this[each.value.account].member
}
