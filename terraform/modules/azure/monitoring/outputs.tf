output "workspace_id" {
  description = "Id of the workspace, for the logs of other modules."
  value       = azurerm_log_analytics_workspace.this.id
}

output "workspace_name" {
  description = "Name of the workspace."
  value       = azurerm_log_analytics_workspace.this.name
}

output "action_group_id" {
  description = "Id of the action group, for alerts made elsewhere."
  value       = azurerm_monitor_action_group.this.id
}
