locals {
  federated = length(var.aws_accounts) + length(var.oidc_providers) > 0

  # An AWS role is known by the ARN of its session; the mapping below cuts the session's name off.
  aws_grants = merge([for name, account in var.aws_accounts : {
    for grant in account.grants : "${name} ${grant.role} ${grant.service_account}" => {
      account   = grant.service_account
      attribute = "aws_role"
      value     = "arn:aws:sts::${account.account_id}:assumed-role/${grant.role}"
    }
  }]...)

  oidc_grants = merge([for name, provider in var.oidc_providers : {
    for grant in provider.grants : "${name} ${grant.attribute}=${grant.value} ${grant.service_account}" => {
      account   = grant.service_account
      attribute = grant.attribute
      value     = grant.value
    }
  }]...)
}

resource "google_iam_workload_identity_pool" "this" {
  count = local.federated ? 1 : 0

  project                   = local.project_id
  workload_identity_pool_id = "${local.name}-pool"
  description               = local.owned_by

  depends_on = [google_project_service.this]
}

resource "google_iam_workload_identity_pool_provider" "aws" {
  for_each = var.aws_accounts

  project                            = local.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.this[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "aws-${each.key}"
  description                        = local.owned_by

  attribute_mapping = {
    "google.subject"     = "assertion.arn"
    "attribute.aws_role" = "assertion.arn.contains('assumed-role') ? assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/') : assertion.arn"
  }

  aws { account_id = each.value.account_id }
}

resource "google_iam_workload_identity_pool_provider" "oidc" {
  for_each = var.oidc_providers

  project                            = local.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.this[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "oidc-${each.key}"
  description                        = local.owned_by
  attribute_mapping                  = each.value.attribute_mapping
  attribute_condition                = each.value.attribute_condition

  oidc {
    issuer_uri        = each.value.issuer_uri
    allowed_audiences = each.value.allowed_audiences
  }
}

resource "google_service_account_iam_member" "federated" {
  for_each = merge(local.aws_grants, local.oidc_grants)

  service_account_id = google_service_account.this[each.value.account].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.this[0].name}/attribute.${each.value.attribute}/${each.value.value}"
}
