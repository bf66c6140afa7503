locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-function"), 0, 54), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  from_image = var.package.image_uri != null
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn

  tags = local.tags
}

resource "aws_lambda_function" "this" {
  function_name = local.name
  role          = aws_iam_role.this.arn

  package_type      = local.from_image ? "Image" : "Zip"
  image_uri         = var.package.image_uri
  s3_bucket         = var.package.bucket
  s3_key            = var.package.key
  s3_object_version = var.package.version_id
  filename          = var.package.file
  source_code_hash  = var.package.hash
  runtime           = local.from_image ? null : var.runtime
  handler           = local.from_image ? null : var.handler
  layers            = local.from_image ? null : var.layers
  architectures     = [var.arm ? "arm64" : "x86_64"]

  memory_size                    = var.memory_mb
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.concurrency
  kms_key_arn                    = var.kms_key_arn

  dynamic "environment" {
    for_each = length(var.environment_variables) > 0 ? [1] : []
    content {
      variables = var.environment_variables
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.failure_arn[*]
    content {
      target_arn = dead_letter_config.value
    }
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  tags = local.tags

  depends_on = [aws_iam_role_policy.this]
}
