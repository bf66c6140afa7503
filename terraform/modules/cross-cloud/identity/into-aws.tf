resource "aws_iam_openid_connect_provider" "entra" {
  count = length(flatten(values(var.into_aws)[*].azure_principals)) > 0 ? 1 : 0

  url            = "https://${local.entra_issuer_host}"
  client_id_list = [var.azure_audience]
  tags           = local.tags
}

data "aws_iam_policy_document" "trust" {
  for_each = var.into_aws

  dynamic "statement" {
    for_each = length(each.value.gcp_service_account_ids) > 0 ? [each.value.gcp_service_account_ids] : []
    content {
      sid     = "Google"
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = ["accounts.google.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "accounts.google.com:sub"
        values   = statement.value
      }

      # A service account's token has its own id as azp, which AWS calls aud, and the audience asked for as oaud.
      condition {
        test     = "StringEquals"
        variable = "accounts.google.com:oaud"
        values   = [var.gcp_audience]
      }
    }
  }

  dynamic "statement" {
    for_each = length(each.value.azure_principals) > 0 ? [each.value.azure_principals] : []
    content {
      sid     = "Entra"
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [aws_iam_openid_connect_provider.entra[0].arn]
      }

      condition {
        test     = "StringEquals"
        variable = "${local.entra_issuer_host}:sub"
        values   = statement.value
      }

      condition {
        test     = "StringEquals"
        variable = "${local.entra_issuer_host}:aud"
        values   = [var.azure_audience]
      }
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = var.into_aws

  name                 = "${local.name}-${each.key}"
  description          = "Workloads of other clouds of ${var.platform} ${var.environment}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = var.session_seconds
  tags                 = local.tags
}
