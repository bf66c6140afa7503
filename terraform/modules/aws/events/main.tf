locals {
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-events"), 0, 40)

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  targets = merge([for rule, settings in var.rules : {
    for target, where in settings.targets : "${rule}/${target}" => merge(where, { rule = rule, target = target })
  }]...)
}

resource "aws_cloudwatch_event_bus" "this" {
  name               = local.name
  kms_key_identifier = var.kms_key_arn

  tags = local.tags
}

data "aws_iam_policy_document" "publish" {
  count = length(var.publishers) > 0 ? 1 : 0

  statement {
    sid       = "Publish"
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.this.arn]

    principals {
      type        = "AWS"
      identifiers = var.publishers
    }
  }
}

resource "aws_cloudwatch_event_bus_policy" "this" {
  count = length(var.publishers) > 0 ? 1 : 0

  event_bus_name = aws_cloudwatch_event_bus.this.name
  policy         = data.aws_iam_policy_document.publish[0].json
}

resource "aws_cloudwatch_event_archive" "this" {
  count = var.archive_days == null ? 0 : 1

  name             = local.name
  event_source_arn = aws_cloudwatch_event_bus.this.arn
  retention_days   = var.archive_days
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = var.rules

  name           = "${local.name}-${each.key}"
  description    = each.value.description
  event_bus_name = aws_cloudwatch_event_bus.this.name
  event_pattern  = each.value.pattern
  state          = each.value.enabled ? "ENABLED" : "DISABLED"

  tags = local.tags
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = local.targets

  event_bus_name = aws_cloudwatch_event_bus.this.name
  rule           = aws_cloudwatch_event_rule.this[each.value.rule].name
  target_id      = each.value.target
  arn            = each.value.arn
  role_arn       = each.value.role_arn
  input_path     = each.value.input_path

  dynamic "sqs_target" {
    for_each = each.value.message_group_id[*]
    content {
      message_group_id = sqs_target.value
    }
  }

  retry_policy {
    maximum_event_age_in_seconds = var.max_age_seconds
    maximum_retry_attempts       = var.max_attempts
  }

  dead_letter_config {
    arn = aws_sqs_queue.dead.arn
  }
}

resource "aws_lambda_permission" "this" {
  for_each = { for key, target in local.targets : key => target if target.function }

  statement_id  = "events-${replace("${local.name}-${each.key}", "/[^A-Za-z0-9_-]/", "-")}"
  action        = "lambda:InvokeFunction"
  function_name = each.value.arn
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.this[each.value.rule].arn
}

resource "aws_sqs_queue" "dead" {
  name = "${local.name}-dead"

  # The longest there is: a dead letter waits for a person.
  message_retention_seconds = 1209600

  sqs_managed_sse_enabled = var.kms_key_arn == null ? true : null
  kms_master_key_id       = var.kms_key_arn

  tags = local.tags
}

data "aws_iam_policy_document" "dead" {
  dynamic "statement" {
    for_each = length(var.rules) > 0 ? [1] : []
    content {
      sid       = "RulesSend"
      actions   = ["sqs:SendMessage"]
      resources = [aws_sqs_queue.dead.arn]

      principals {
        type        = "Service"
        identifiers = ["events.amazonaws.com"]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:SourceArn"
        values   = [for rule in aws_cloudwatch_event_rule.this : rule.arn]
      }
    }
  }

  statement {
    sid       = "DenyPlainText"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.dead.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "dead" {
  queue_url = aws_sqs_queue.dead.url
  policy    = data.aws_iam_policy_document.dead.json
}
