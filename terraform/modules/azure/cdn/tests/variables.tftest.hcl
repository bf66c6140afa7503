provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  origins             = { azure = { host = "web.example.net" } }
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_cdn_frontdoor_profile.this.name == "shop-dev-cdn" && azurerm_cdn_frontdoor_profile.this.sku_name == "Premium_AzureFrontDoor" && azurerm_cdn_frontdoor_route.this.https_redirect_enabled && azurerm_cdn_frontdoor_route.this.forwarding_protocol == "HttpsOnly"
    error_message = "The profile is named after the platform and speaks HTTPS to both sides."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_firewall_policy.this.mode == "Prevention" && length(azurerm_cdn_frontdoor_firewall_policy.this.managed_rule) == 2 && length(azurerm_cdn_frontdoor_route.this.cache) == 1 && length(azurerm_monitor_diagnostic_setting.this) == 0
    error_message = "The firewall blocks, the edge caches, nothing is logged."
  }
}

run "settings" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "edge"
    owner       = "web"
    labels      = { tier = "gold" }
    name        = "store-edge"

    resource_group_name        = "store"
    sku                        = "Standard_AzureFrontDoor"
    origins                    = { aws = { host = "a.example.net", weight = 700 }, azure = { host = "b.example.net", priority = 2 } }
    health_path                = "/up"
    health_interval_seconds    = 60
    domains                    = ["www.example.com"]
    cached_query_strings       = "IgnoreQueryString"
    firewall_mode              = "Detection"
    requests_per_minute        = 100
    log_analytics_workspace_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/w"
  }

  assert {
    condition     = azurerm_cdn_frontdoor_profile.this.name == "store-edge" && azurerm_cdn_frontdoor_profile.this.resource_group_name == "store" && azurerm_cdn_frontdoor_profile.this.sku_name == "Standard_AzureFrontDoor" && length(azurerm_cdn_frontdoor_firewall_policy.this.managed_rule) == 0
    error_message = "Name, group and tier are as asked."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_origin.this["aws"].weight == 700 && azurerm_cdn_frontdoor_origin.this["azure"].priority == 2 && azurerm_cdn_frontdoor_origin_group.this.health_probe[0].path == "/up" && azurerm_cdn_frontdoor_origin_group.this.health_probe[0].interval_in_seconds == 60
    error_message = "Origins and health checks are as asked."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_custom_domain.this["www.example.com"].name == "www-example-com" && azurerm_cdn_frontdoor_route.this.cache[0].query_string_caching_behavior == "IgnoreQueryString"
    error_message = "Domain and cache are as asked."
  }

  assert {
    condition     = azurerm_cdn_frontdoor_firewall_policy.this.mode == "Detection" && azurerm_cdn_frontdoor_firewall_policy.this.custom_rule[0].rate_limit_threshold == 100 && azurerm_monitor_diagnostic_setting.this[0].log_analytics_workspace_id == var.log_analytics_workspace_id
    error_message = "Firewall and logs are as asked."
  }

  assert {
    condition = azurerm_cdn_frontdoor_profile.this.tags == tomap({
      platform = "store", environment = "production", unit = "edge", owner = "web", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "nothing_cached" {
  command = plan

  variables {
    cache = false
  }

  assert {
    condition     = length(azurerm_cdn_frontdoor_route.this.cache) == 0
    error_message = "Without cache there is none."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                = "Shop"
    environment             = "x"
    resource_group_name     = ""
    origins                 = {}
    health_path             = "up"
    health_interval_seconds = 1
    domains                 = ["WWW"]
    cached_query_strings    = "Some"
    firewall_mode           = "Off"
    requests_per_minute     = 1
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.origins, var.health_path, var.health_interval_seconds,
    var.domains, var.cached_query_strings, var.firewall_mode, var.requests_per_minute,
  ]
}

run "wrong_tier" {
  command = plan

  variables {
    sku = "Classic"
  }

  expect_failures = [var.sku]
}
