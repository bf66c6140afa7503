provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
}

run "defaults" {
  command = plan

  assert {
    condition     = google_compute_security_policy.this.name == "shop-dev-firewall" && google_compute_security_policy.this.type == "CLOUD_ARMOR" && google_compute_security_policy.this.adaptive_protection_config[0].layer_7_ddos_defense_config[0].enable
    error_message = "The policy is named after the platform and learns the traffic."
  }

  assert {
    condition     = length([for rule in google_compute_security_policy.this.rule : rule if rule.priority >= 3000 && rule.priority < 4000 && rule.action == "deny(403)" && !rule.preview]) == 6
    error_message = "Six rule sets refuse what they find."
  }

  assert {
    condition     = one([for rule in google_compute_security_policy.this.rule : rule.rate_limit_options[0].rate_limit_threshold[0].count if rule.priority == 4000]) == 600 && one([for rule in google_compute_security_policy.this.rule : rule.action if rule.priority == 2147483647]) == "allow"
    error_message = "Clients are limited, and everybody else is let in."
  }
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
  }

  assert {
    condition     = google_compute_security_policy.this.name == "store-production-firewall" && google_compute_security_policy.this.description == "environment=production, managed-by=mcloud, owner=orders-team, platform=store, tier=gold, unit=orders"
    error_message = "Name and description follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades"
    rule_sets           = { xss-v33-stable = { sensitivity = 2, except = ["owasp-crs-v030301-id941330-xss"] } }
    preview             = true
    rate_limit          = { requests = 100, interval_seconds = 120, ban_seconds = 60 }
    allowed_cidrs       = ["203.0.113.0/24"]
    blocked_cidrs       = ["198.51.100.0/24"]
    blocked_countries   = ["AQ", "BV"]
    adaptive_protection = false
  }

  assert {
    condition     = google_compute_security_policy.this.name == "trades" && one([for rule in google_compute_security_policy.this.rule : rule.match[0].expr[0].expression if rule.priority == 3000]) == "evaluatePreconfiguredWaf('xss-v33-stable', {'sensitivity': 2, 'opt_out_rule_ids': ['owasp-crs-v030301-id941330-xss']})"
    error_message = "The rule set is the described one."
  }

  assert {
    condition     = alltrue([for rule in google_compute_security_policy.this.rule : rule.preview if rule.priority >= 3000 && rule.priority <= 4000]) && one([for rule in google_compute_security_policy.this.rule : rule.rate_limit_options[0].rate_limit_threshold[0].interval_sec if rule.priority == 4000]) == 120
    error_message = "Preview and rate limit follow."
  }

  assert {
    condition     = one([for rule in google_compute_security_policy.this.rule : rule.action if rule.priority == 100]) == "allow" && one([for rule in google_compute_security_policy.this.rule : rule.action if rule.priority == 1000]) == "deny(403)" && one([for rule in google_compute_security_policy.this.rule : rule.match[0].expr[0].expression if rule.priority == 2000]) == "origin.region_code == 'AQ' || origin.region_code == 'BV'"
    error_message = "Lists of ranges and countries become rules."
  }

  assert {
    condition     = !google_compute_security_policy.this.adaptive_protection_config[0].layer_7_ddos_defense_config[0].enable
    error_message = "It learns only when asked."
  }
}

run "edge" {
  command = plan

  variables {
    type            = "CLOUD_ARMOR_EDGE"
    deny_by_default = true
  }

  assert {
    condition     = google_compute_security_policy.this.type == "CLOUD_ARMOR_EDGE" && length(google_compute_security_policy.this.rule) == 1 && one([for rule in google_compute_security_policy.this.rule : rule.action]) == "deny(403)" && length(google_compute_security_policy.this.adaptive_protection_config) == 0
    error_message = "An edge policy has only the rules that the edge knows."
  }
}

run "limit_and_deny" {
  command = plan

  variables {
    deny_by_default = true
  }

  expect_failures = [google_compute_security_policy.this]
}

run "wrong_values" {
  command = plan

  variables {
    platform          = "Shop"
    environment       = "d"
    type              = "WAF"
    rule_sets         = { xss = { sensitivity = 9 } }
    rate_limit        = { interval_seconds = 7 }
    allowed_cidrs     = ["here"]
    blocked_cidrs     = ["there"]
    blocked_countries = ["Norway"]
  }

  expect_failures = [
    var.platform, var.environment, var.type, var.rule_sets, var.rate_limit, var.allowed_cidrs, var.blocked_cidrs,
    var.blocked_countries,
  ]
}
