locals {
  gcp_aws_roles        = sort(distinct(flatten(values(var.into_gcp)[*].aws_roles)))
  gcp_azure_principals = sort(distinct(flatten(values(var.into_gcp)[*].azure_principals)))

  # Google sees a role as the ARN of its sessions, without the session's name.
  aws_role_arns = { for role in local.gcp_aws_roles : role => "arn:aws:sts::${var.aws_account_id}:assumed-role/${role}" }

  gcp_members = merge(
    merge([for key, entry in var.into_gcp : {
      for role in entry.aws_roles : "${key}/aws/${role}" => {
        service_account = entry.service_account
        suffix          = "attribute.aws_role/${local.aws_role_arns[role]}"
        set             = true
      }
    }]...),
    merge([for key, entry in var.into_gcp : {
      for principal in entry.azure_principals : "${key}/azure/${principal}" => {
        service_account = entry.service_account
        suffix          = "subject/${principal}"
        set             = false
      }
    }]...),
  )
}

resource "google_iam_workload_identity_pool" "this" {
  count = length(var.into_gcp) > 0 ? 1 : 0

  workload_identity_pool_id = local.pool
  display_name              = local.pool
  description               = "Workloads of other clouds of ${var.platform} ${var.environment}"
}

resource "google_iam_workload_identity_pool_provider" "aws" {
  count = length(local.gcp_aws_roles) > 0 ? 1 : 0

  workload_identity_pool_id          = google_iam_workload_identity_pool.this[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "aws-${var.aws_account_id}"
  display_name                       = "AWS ${var.aws_account_id}"

  attribute_mapping = {
    "google.subject"     = "assertion.arn"
    "attribute.aws_role" = "assertion.arn.contains('assumed-role') ? assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/') : assertion.arn"
  }
  attribute_condition = "attribute.aws_role in ${jsonencode(values(local.aws_role_arns))}"

  aws {
    account_id = var.aws_account_id
  }
}

resource "google_iam_workload_identity_pool_provider" "azure" {
  count = length(local.gcp_azure_principals) > 0 ? 1 : 0

  workload_identity_pool_id          = google_iam_workload_identity_pool.this[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "azure-${substr(var.azure_tenant_id, 0, 8)}"
  display_name                       = "Entra ${substr(var.azure_tenant_id, 0, 8)}"

  attribute_mapping   = { "google.subject" = "assertion.sub" }
  attribute_condition = "assertion.sub in ${jsonencode(local.gcp_azure_principals)}"

  oidc {
    issuer_uri        = "https://${local.entra_issuer_host}"
    allowed_audiences = [var.azure_audience]
  }
}

resource "google_service_account_iam_member" "this" {
  for_each = local.gcp_members

  service_account_id = each.value.service_account
  role               = "roles/iam.workloadIdentityUser"
  member = join("", [
    each.value.set ? "principalSet" : "principal",
    "://iam.googleapis.com/${google_iam_workload_identity_pool.this[0].name}/${each.value.suffix}",
  ])
}
