locals {
  prefix = coalesce(var.name, "${var.platform}-${var.environment}-secrets")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.secrets

  name                    = "${local.prefix}/${each.key}"
  description             = each.value.description
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days

  dynamic "replica" {
    for_each = var.replica_regions
    content {
      region = replica.value
    }
  }

  tags = local.tags
}

data "aws_iam_policy_document" "read" {
  for_each = length(var.readers) > 0 ? var.secrets : {}

  statement {
    sid       = "Read"
    actions   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    resources = [aws_secretsmanager_secret.this[each.key].arn]

    principals {
      type        = "AWS"
      identifiers = var.readers
    }
  }
}

resource "aws_secretsmanager_secret_policy" "this" {
  for_each = data.aws_iam_policy_document.read

  secret_arn          = aws_secretsmanager_secret.this[each.key].arn
  policy              = each.value.json
  block_public_policy = true
}
