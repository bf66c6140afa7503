output "id" {
  description = "Id of the registry."
  value       = azurerm_container_registry.this.id
}

output "name" {
  description = "Name of the registry."
  value       = azurerm_container_registry.this.name
}

output "login_server" {
  description = "Host name that images are named after."
  value       = azurerm_container_registry.this.login_server
}
