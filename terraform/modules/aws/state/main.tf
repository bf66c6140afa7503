locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-state"), 0, 48), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  key_arn = var.kms_key == null ? one(aws_kms_key.this[*].arn) : var.kms_key.arn

  # Where `mcloud deploy` keeps the state of a unit.
  keys = { for unit in var.units : unit => "${var.platform}/${var.environment}/${unit}.tfstate" }
}

data "aws_region" "current" {}

resource "aws_kms_key" "this" {
  count = var.kms_key == null ? 1 : 0

  description             = "Terraform states of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  tags = local.tags
}

module "bucket" {
  source = "../bucket"

  platform    = var.platform
  environment = var.environment
  unit        = var.unit
  owner       = var.owner
  labels      = var.labels
  name        = local.name

  kms_key_arn         = local.key_arn
  access_log          = var.access_log
  deletion_protection = var.deletion_protection

  lifecycle_rules = {
    old-states = { expire_old_versions_days = var.old_versions_days, keep_newest_older_versions = 10 }
  }

  replication = var.replication == null ? {} : { copy = var.replication }
}

# The lock is an object beside the state (use_lockfile), so a unit that may write its state may lock it.
data "aws_iam_policy_document" "unit" {
  for_each = var.units

  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [module.bucket.arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      # `init` looks for workspaces under the second, whether there are any or not.
      values = ["${local.keys[each.key]}*", "env:/"]
    }
  }

  statement {
    sid       = "ReadAndWrite"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${module.bucket.arn}/${local.keys[each.key]}"]
  }

  statement {
    sid       = "Lock"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["${module.bucket.arn}/${local.keys[each.key]}.tflock"]
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.key_arn]
  }
}

resource "aws_iam_policy" "unit" {
  for_each = var.units

  name        = "${local.name}-${each.key}"
  description = "State of ${each.key} in ${local.name}"
  policy      = data.aws_iam_policy_document.unit[each.key].json

  tags = local.tags
}
