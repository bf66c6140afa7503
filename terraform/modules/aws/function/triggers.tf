data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

resource "aws_lambda_event_source_mapping" "queue" {
  for_each = var.queues

  function_name                      = aws_lambda_function.this.arn
  event_source_arn                   = each.value.arn
  batch_size                         = each.value.batch_size
  maximum_batching_window_in_seconds = each.value.window_seconds
  function_response_types            = ["ReportBatchItemFailures"]

  dynamic "scaling_config" {
    for_each = each.value.max_concurrency[*]
    content {
      maximum_concurrency = scaling_config.value
    }
  }

  tags = local.tags
}

# The account is named beside the bucket: a bucket's ARN has none, and its name can pass to someone else.
resource "aws_lambda_permission" "bucket" {
  for_each = var.buckets

  statement_id   = "bucket-${each.key}"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:${data.aws_partition.current.partition}:s3:::${each.value.name}"
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_s3_bucket_notification" "bucket" {
  for_each = var.buckets

  bucket = each.value.name

  lambda_function {
    lambda_function_arn = aws_lambda_function.this.arn
    events              = each.value.events
    filter_prefix       = each.value.prefix
    filter_suffix       = each.value.suffix
  }

  depends_on = [aws_lambda_permission.bucket]
}

data "aws_iam_policy_document" "scheduler_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "scheduler" {
  count = length(var.schedules) > 0 ? 1 : 0

  name               = "${local.name}-schedule"
  assume_role_policy = data.aws_iam_policy_document.scheduler_assume.json

  tags = local.tags
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.this.arn]
  }
}

resource "aws_iam_role_policy" "scheduler" {
  count = length(var.schedules) > 0 ? 1 : 0

  name   = "invoke"
  role   = aws_iam_role.scheduler[0].id
  policy = data.aws_iam_policy_document.scheduler.json
}

resource "aws_scheduler_schedule" "this" {
  for_each = var.schedules

  name                         = "${local.name}-${each.key}"
  schedule_expression          = each.value.expression
  schedule_expression_timezone = each.value.timezone

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.this.arn
    role_arn = aws_iam_role.scheduler[0].arn
    input    = each.value.input
  }
}
