provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_wafv2_web_acl.this.name == "shop-dev-firewall" && aws_wafv2_web_acl.this.scope == "REGIONAL" && length(aws_wafv2_web_acl.this.rule) == 5
    error_message = "A default firewall limits addresses and asks four rule groups."
  }

  assert {
    condition     = length(aws_wafv2_ip_set.this) + length(aws_wafv2_web_acl_association.this) == 0 && aws_cloudwatch_log_group.this.retention_in_days == 90
    error_message = "It guards what it is told only, and keeps its record."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "store-team"
    labels      = { tier = "gold" }
  }

  assert {
    condition     = aws_wafv2_web_acl.this.name == "store-production-firewall"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_wafv2_web_acl.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name               = "edge"
    scope              = "CLOUDFRONT"
    resource_arns      = { one = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/one/50dc6c495c0c9188" }
    managed_rules      = ["AWSManagedRulesCommonRuleSet"]
    count_only         = ["AWSManagedRulesCommonRuleSet"]
    rate_limit         = 500
    blocked_countries  = ["KP"]
    allowed_cidrs      = ["203.0.113.0/24"]
    blocked_cidrs      = ["198.51.100.0/24"]
    log_retention_days = 7
  }

  assert {
    condition     = aws_wafv2_web_acl.this.name == "edge" && aws_wafv2_web_acl.this.scope == "CLOUDFRONT" && keys(aws_wafv2_web_acl_association.this) == ["one"] && aws_cloudwatch_log_group.this.retention_in_days == 7
    error_message = "Name, scope, targets and record are as told."
  }

  assert {
    condition     = toset([for rule in aws_wafv2_web_acl.this.rule : rule.name]) == toset(["addresses-allow", "addresses-block", "countries", "rate", "AWSManagedRulesCommonRuleSet"])
    error_message = "Every list has its rule."
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "rate"]).statement[0].rate_based_statement[0].limit == 500 && length(one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.priority == 10]).override_action[0].count) == 1
    error_message = "The limit is kept, and a group on trial counts."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform           = "Shop"
    environment        = "d"
    scope              = "WORLD"
    managed_rules      = ["MyRules"]
    rate_limit         = 1
    blocked_countries  = ["korea"]
    allowed_cidrs      = ["0.0.0.0/0"]
    blocked_cidrs      = ["somewhere"]
    log_retention_days = 2
  }

  expect_failures = [
    var.platform, var.environment, var.scope, var.managed_rules, var.rate_limit, var.blocked_countries, var.allowed_cidrs,
    var.blocked_cidrs, var.log_retention_days,
  ]
}

run "wrong_trial" {
  command = plan

  variables {
    count_only = ["AWSManagedRulesLinuxRuleSet"]
  }

  expect_failures = [var.count_only]
}
