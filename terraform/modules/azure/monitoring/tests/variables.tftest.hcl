provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_log_analytics_workspace.this.name == "shop-dev-monitoring" && azurerm_log_analytics_workspace.this.retention_in_days == 30 && azurerm_log_analytics_workspace.this.daily_quota_gb == -1 && !azurerm_log_analytics_workspace.this.local_authentication_enabled
    error_message = "The workspace is named after the platform and takes no shared key."
  }

  assert {
    condition     = length(azurerm_application_insights.this) == 0 && length(azurerm_monitor_metric_alert.this) == 0 && length(azurerm_management_lock.this) == 1
    error_message = "There are no alerts, and a lock keeps the logs."
  }
}

run "settings" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "sre"
    labels      = { tier = "gold" }
    location    = "westus2"

    resource_group_name    = "store"
    name                   = "store-eyes"
    retention_days         = 90
    daily_quota_gb         = 5
    emails                 = { ops = "ops@example.com" }
    webhooks               = { pager = "https://pager.example.com/hook" }
    metric_alerts          = { cpu = { scope = "/subscriptions/s/db", namespace = "Microsoft.DBforPostgreSQL/flexibleServers", metric = "cpu_percent", threshold = 70, severity = 1, window = "PT15M" } }
    log_alerts             = { errors = { query = "AppExceptions", threshold = 5 } }
    availability           = { shop = "https://shop.example.com" }
    availability_locations = ["us-va-ash-azr", "emea-gb-db3-azr"]
    deletion_protection    = false
  }

  assert {
    condition     = azurerm_log_analytics_workspace.this.name == "store-eyes" && azurerm_log_analytics_workspace.this.retention_in_days == 90 && azurerm_log_analytics_workspace.this.daily_quota_gb == 5
    error_message = "Name, retention and quota are as asked."
  }

  assert {
    condition = azurerm_log_analytics_workspace.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "sre", managed-by = "mcloud", tier = "gold"
    }) && azurerm_log_analytics_workspace.this.location == "westus2" && azurerm_log_analytics_workspace.this.resource_group_name == "store"
    error_message = "Tags, region and resource group are as given."
  }

  assert {
    condition     = azurerm_monitor_action_group.this.email_receiver[0].email_address == "ops@example.com" && azurerm_monitor_action_group.this.webhook_receiver[0].service_uri == "https://pager.example.com/hook"
    error_message = "The people are told."
  }

  assert {
    condition     = azurerm_monitor_metric_alert.this["cpu"].criteria[0].threshold == 70 && azurerm_monitor_metric_alert.this["cpu"].window_size == "PT15M" && azurerm_monitor_scheduled_query_rules_alert_v2.this["errors"].criteria[0].threshold == 5
    error_message = "The alerts are as asked."
  }

  assert {
    condition     = azurerm_application_insights_standard_web_test.this["shop"].geo_locations == tolist(["us-va-ash-azr", "emea-gb-db3-azr"]) && length(azurerm_monitor_metric_alert.availability) == 1 && length(azurerm_management_lock.this) == 0
    error_message = "The address is watched, and the lock lifted."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform               = "Shop"
    environment            = "x"
    resource_group_name    = ""
    location               = "East US"
    retention_days         = 7
    daily_quota_gb         = 0
    emails                 = { ops = "ops" }
    webhooks               = { pager = "http://pager" }
    metric_alerts          = { cpu = { scope = "s", namespace = "n", metric = "m", threshold = 1, severity = 9 } }
    log_alerts             = { errors = { query = "x", window = "5 min" } }
    availability           = { shop = "http://shop" }
    availability_locations = ["us-va-ash-azr"]
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.location, var.retention_days, var.daily_quota_gb, var.emails,
    var.webhooks, var.metric_alerts, var.log_alerts, var.availability, var.availability_locations,
  ]
}
