data "aws_iam_policy_document" "replication_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "replication" {
  count = length(var.replication) > 0 ? 1 : 0

  name               = substr("${local.name}-replication", 0, 64)
  assume_role_policy = data.aws_iam_policy_document.replication_assume.json

  tags = local.tags
}

data "aws_iam_policy_document" "replication" {
  statement {
    sid       = "ReadSource"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.this.arn]
  }

  statement {
    sid       = "ReadVersions"
    actions   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${aws_s3_bucket.this.arn}/*"]
  }

  dynamic "statement" {
    for_each = length(var.replication) > 0 ? [1] : []
    content {
      sid       = "WriteCopies"
      actions   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
      resources = [for target in values(var.replication) : "${target.bucket_arn}/*"]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn[*]
    content {
      sid       = "DecryptSource"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(compact([for target in values(var.replication) : target.kms_key_arn])) > 0 ? [1] : []
    content {
      sid       = "EncryptCopies"
      actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
      resources = distinct(compact([for target in values(var.replication) : target.kms_key_arn]))
    }
  }
}

resource "aws_iam_role_policy" "replication" {
  count = length(var.replication) > 0 ? 1 : 0

  name   = "replicate"
  role   = aws_iam_role.replication[0].id
  policy = data.aws_iam_policy_document.replication.json
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count = length(var.replication) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this.id
  role   = aws_iam_role.replication[0].arn

  dynamic "rule" {
    for_each = var.replication
    content {
      id       = rule.key
      status   = "Enabled"
      priority = index(keys(var.replication), rule.key)

      filter {
        prefix = rule.value.prefix
      }

      delete_marker_replication {
        status = rule.value.deletions ? "Enabled" : "Disabled"
      }

      dynamic "source_selection_criteria" {
        for_each = rule.value.kms_key_arn[*]
        content {
          sse_kms_encrypted_objects {
            status = "Enabled"
          }
        }
      }

      destination {
        bucket        = rule.value.bucket_arn
        storage_class = rule.value.storage_class

        dynamic "encryption_configuration" {
          for_each = rule.value.kms_key_arn[*]
          content {
            replica_kms_key_id = encryption_configuration.value
          }
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
