output "id" {
  description = "Id of the storage account."
  value       = azurerm_storage_account.this.id
}

output "name" {
  description = "Name of the storage account."
  value       = azurerm_storage_account.this.name
}

output "endpoint" {
  description = "URL of the blob service, private unless allowed_cidrs is given."
  value       = azurerm_storage_account.this.primary_blob_endpoint
}

output "secondary_endpoint" {
  description = "URL in the paired region, where the replication is readable there."
  value       = startswith(var.replication, "RA") ? azurerm_storage_account.this.secondary_blob_endpoint : null
}

output "container_ids" {
  description = "Id of each container by name."
  value       = { for key, container in azurerm_storage_container.this : key => container.id }
}
