data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.assume.json

  tags = local.tags
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.permissions
    content {
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }

  dynamic "statement" {
    for_each = length(var.queues) > 0 ? [1] : []
    content {
      sid       = "Receive"
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      resources = [for queue in values(var.queues) : queue.arn]
    }
  }

  dynamic "statement" {
    for_each = length(compact(concat([for queue in values(var.queues) : queue.kms_key_arn], [var.kms_key_arn]))) > 0 ? [1] : []
    content {
      sid       = "Decrypt"
      actions   = ["kms:Decrypt"]
      resources = distinct(compact(concat([for queue in values(var.queues) : queue.kms_key_arn], [var.kms_key_arn])))
    }
  }

  dynamic "statement" {
    for_each = var.failure_arn[*]
    content {
      sid       = "ReportFailure"
      actions   = [strcontains(statement.value, ":sns:") ? "sns:Publish" : "sqs:SendMessage"]
      resources = [statement.value]
    }
  }

  # Neither X-Ray nor network interfaces know narrower resources.
  dynamic "statement" {
    for_each = var.tracing ? [1] : []
    content {
      sid       = "Trace"
      actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.vpc[*]
    content {
      sid       = "Attach"
      actions   = ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]
      resources = ["*"]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "function"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.this.json
}
