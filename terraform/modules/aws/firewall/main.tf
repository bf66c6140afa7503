locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-firewall"), 0, 100), "-")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  lists = { for action, cidrs in { allow = var.allowed_cidrs, block = var.blocked_cidrs } : action => cidrs if length(cidrs) > 0 }
}

resource "aws_wafv2_ip_set" "this" {
  for_each = local.lists

  name               = "${local.name}-${each.key}"
  scope              = var.scope
  ip_address_version = "IPV4"
  addresses          = each.value

  tags = local.tags
}

resource "aws_wafv2_web_acl" "this" {
  name  = local.name
  scope = var.scope

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.lists
    content {
      name     = "addresses-${rule.key}"
      priority = rule.key == "allow" ? 0 : 1

      action {
        dynamic "allow" {
          for_each = rule.key == "allow" ? [1] : []
          content {}
        }

        dynamic "block" {
          for_each = rule.key == "block" ? [1] : []
          content {}
        }
      }

      statement {
        ip_set_reference_statement {
          arn = aws_wafv2_ip_set.this[rule.key].arn
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "addresses-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = length(var.blocked_countries) > 0 ? [1] : []
    content {
      name     = "countries"
      priority = 2

      action {
        block {}
      }

      statement {
        geo_match_statement {
          country_codes = var.blocked_countries
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "countries"
        sampled_requests_enabled   = true
      }
    }
  }

  rule {
    name     = "rate"
    priority = 3

    action {
      block {}
    }

    statement {
      rate_based_statement {
        aggregate_key_type = "IP"
        limit              = var.rate_limit
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "rate"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = var.managed_rules
    content {
      name     = rule.value
      priority = 10 + rule.key

      override_action {
        dynamic "none" {
          for_each = contains(var.count_only, rule.value) ? [] : [1]
          content {}
        }

        dynamic "count" {
          for_each = contains(var.count_only, rule.value) ? [1] : []
          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.value
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.value
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = local.name
    sampled_requests_enabled   = true
  }

  tags = local.tags
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = var.resource_arns

  resource_arn = each.value
  web_acl_arn  = aws_wafv2_web_acl.this.arn
}

resource "aws_cloudwatch_log_group" "this" {
  # WAF writes only where the name starts so.
  name              = "aws-waf-logs-${local.name}"
  retention_in_days = var.log_retention_days

  tags = local.tags
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]

  dynamic "redacted_fields" {
    for_each = toset(["authorization", "cookie"])
    content {
      single_header {
        name = redacted_fields.key
      }
    }
  }
}
