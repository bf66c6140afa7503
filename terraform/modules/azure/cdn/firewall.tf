resource "azurerm_cdn_frontdoor_firewall_policy" "this" {
  # Letters and digits only.
  name                = replace(local.name, "/[^A-Za-z0-9]/", "")
  resource_group_name = var.resource_group_name
  sku_name            = var.sku
  mode                = var.firewall_mode
  enabled             = true
  tags                = local.tags

  custom_rule {
    name                           = "RateLimit"
    type                           = "RateLimitRule"
    priority                       = 100
    action                         = "Block"
    rate_limit_duration_in_minutes = 1
    rate_limit_threshold           = var.requests_per_minute

    # Every address: a rate limit needs a condition.
    match_condition {
      match_variable = "SocketAddr"
      operator       = "IPMatch"
      match_values   = ["0.0.0.0/0", "::/0"]
    }
  }

  dynamic "managed_rule" {
    for_each = local.premium ? { Microsoft_DefaultRuleSet = "2.1", Microsoft_BotManagerRuleSet = "1.1" } : {}
    content {
      type    = managed_rule.key
      version = managed_rule.value
      action  = "Block"
    }
  }
}

resource "azurerm_cdn_frontdoor_security_policy" "this" {
  name                     = "firewall"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id

  security_policies {
    firewall {
      cdn_frontdoor_firewall_policy_id = azurerm_cdn_frontdoor_firewall_policy.this.id

      association {
        patterns_to_match = ["/*"]

        domain {
          cdn_frontdoor_domain_id = azurerm_cdn_frontdoor_endpoint.this.id
        }

        dynamic "domain" {
          for_each = azurerm_cdn_frontdoor_custom_domain.this
          content {
            cdn_frontdoor_domain_id = domain.value.id
          }
        }
      }
    }
  }
}
