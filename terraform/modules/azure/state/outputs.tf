output "backend" {
  description = "Settings of the backend azurerm, to which each unit adds its key."
  value = {
    resource_group_name  = azurerm_resource_group.this.name
    storage_account_name = azurerm_storage_account.this.name
    container_name       = azurerm_storage_container.this.name
    use_azuread_auth     = true
  }
}

output "id" {
  description = "Id of the storage account."
  value       = azurerm_storage_account.this.id
}

output "resource_group_name" {
  description = "Resource group of the account."
  value       = azurerm_resource_group.this.name
}
