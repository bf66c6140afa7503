locals {
  # Cloud Armor takes 63 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-firewall"), 0, 63), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }

  # A policy carries no labels.
  owned_by = join(", ", [for key, value in local.labels : "${key}=${value}"])

  edge = var.type == "CLOUD_ARMOR_EDGE"

  # A rule takes ten ranges.
  allowed = { for index, cidrs in chunklist(sort(var.allowed_cidrs), 10) : 100 + index => cidrs }
  blocked = { for index, cidrs in chunklist(sort(var.blocked_cidrs), 10) : 1000 + index => cidrs }

  # Each set has a priority of its own, in the order of their names.
  rule_sets = local.edge ? {} : { for index, name in sort(keys(var.rule_sets)) : 3000 + index => {
    name = name
    expression = length(var.rule_sets[name].except) == 0 ? (
      "evaluatePreconfiguredWaf('${name}', {'sensitivity': ${var.rule_sets[name].sensitivity}})"
      ) : (
      "evaluatePreconfiguredWaf('${name}', {'sensitivity': ${var.rule_sets[name].sensitivity}, 'opt_out_rule_ids': [${join(", ", [for id in var.rule_sets[name].except : "'${id}'"])}]})"
    )
  } }
}

resource "google_compute_security_policy" "this" {
  name        = local.name
  type        = var.type
  description = substr(local.owned_by, 0, 2000)

  dynamic "rule" {
    for_each = local.allowed
    content {
      priority    = rule.key
      action      = "allow"
      preview     = false
      description = "Let in by name"
      match {
        versioned_expr = "SRC_IPS_V1"
        config { src_ip_ranges = rule.value }
      }
    }
  }

  dynamic "rule" {
    for_each = local.blocked
    content {
      priority    = rule.key
      action      = "deny(403)"
      preview     = false
      description = "Kept out by name"
      match {
        versioned_expr = "SRC_IPS_V1"
        config { src_ip_ranges = rule.value }
      }
    }
  }

  dynamic "rule" {
    for_each = length(var.blocked_countries) > 0 ? [var.blocked_countries] : []
    content {
      priority    = 2000
      action      = "deny(403)"
      preview     = false
      description = "Kept out by country"
      match {
        expr { expression = join(" || ", [for country in rule.value : "origin.region_code == '${country}'"]) }
      }
    }
  }

  dynamic "rule" {
    for_each = local.rule_sets
    content {
      priority    = rule.key
      action      = "deny(403)"
      preview     = var.preview
      description = rule.value.name
      match {
        expr { expression = rule.value.expression }
      }
    }
  }

  dynamic "rule" {
    for_each = var.rate_limit == null || local.edge ? [] : [var.rate_limit]
    content {
      priority    = 4000
      action      = "rate_based_ban"
      preview     = var.preview
      description = "Rate limit of one client"
      match {
        versioned_expr = "SRC_IPS_V1"
        config { src_ip_ranges = ["*"] }
      }
      rate_limit_options {
        conform_action   = "allow"
        exceed_action    = "deny(429)"
        enforce_on_key   = "IP"
        ban_duration_sec = rule.value.ban_seconds
        rate_limit_threshold {
          count        = rule.value.requests
          interval_sec = rule.value.interval_seconds
        }
      }
    }
  }

  # Every policy ends with a rule of this priority.
  rule {
    priority    = 2147483647
    action      = var.deny_by_default ? "deny(403)" : "allow"
    preview     = false
    description = "Everybody else"
    match {
      versioned_expr = "SRC_IPS_V1"
      config { src_ip_ranges = ["*"] }
    }
  }

  dynamic "adaptive_protection_config" {
    for_each = local.edge ? [] : [var.adaptive_protection]
    content {
      layer_7_ddos_defense_config {
        enable          = adaptive_protection_config.value
        rule_visibility = "STANDARD"
      }
    }
  }

  lifecycle {
    precondition {
      # A rate-based ban lets in who conforms, before the last rule is asked.
      condition     = !var.deny_by_default || var.rate_limit == null || local.edge
      error_message = "With deny_by_default give rate_limit = null: the limit's rule would let everybody in who keeps it."
    }
  }
}
