resource "azurerm_application_insights" "this" {
  count = length(var.availability) > 0 ? 1 : 0

  name                         = local.name
  resource_group_name          = var.resource_group_name
  location                     = var.location
  workspace_id                 = azurerm_log_analytics_workspace.this.id
  application_type             = "web"
  local_authentication_enabled = false
  tags                         = local.tags
}

resource "azurerm_application_insights_standard_web_test" "this" {
  for_each = var.availability

  name                    = "${local.name}-${each.key}"
  resource_group_name     = var.resource_group_name
  location                = var.location
  application_insights_id = azurerm_application_insights.this[0].id
  geo_locations           = var.availability_locations
  frequency               = 300
  timeout                 = 30
  retry_enabled           = true
  enabled                 = true
  tags                    = local.tags

  request {
    url = each.value
  }

  validation_rules {
    expected_status_code        = 200
    ssl_check_enabled           = true
    ssl_cert_remaining_lifetime = 14
  }
}

resource "azurerm_monitor_metric_alert" "availability" {
  for_each = var.availability

  name                = "${local.name}-${each.key}-availability"
  resource_group_name = var.resource_group_name
  scopes              = [azurerm_application_insights_standard_web_test.this[each.key].id, azurerm_application_insights.this[0].id]
  description         = "${each.value} fails from at least two regions."
  severity            = 1
  tags                = local.tags

  application_insights_web_test_location_availability_criteria {
    web_test_id           = azurerm_application_insights_standard_web_test.this[each.key].id
    component_id          = azurerm_application_insights.this[0].id
    failed_location_count = 2
  }

  action {
    action_group_id = azurerm_monitor_action_group.this.id
  }
}
