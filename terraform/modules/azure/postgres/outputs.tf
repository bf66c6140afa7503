output "id" {
  description = "Id of the primary server."
  value       = azurerm_postgresql_flexible_server.this.id
}

output "name" {
  description = "Name of the primary server, as mcloud.yaml names the instance."
  value       = azurerm_postgresql_flexible_server.this.name
}

output "host" {
  description = "Host name of the primary, resolved inside the network only."
  value       = azurerm_postgresql_flexible_server.this.fqdn
}

output "port" {
  description = "Port of the server."
  value       = 5432
}

output "replica_ids" {
  description = "Id of each read replica by its last word."
  value       = { for key, replica in azurerm_postgresql_flexible_server.replica : key => replica.id }
}

output "replica_hosts" {
  description = "Host name of each read replica by its last word."
  value       = { for key, replica in azurerm_postgresql_flexible_server.replica : key => replica.fqdn }
}

output "password_secret_id" {
  description = "Key vault secret with the administrator's password; null where only Entra ID signs in."
  value       = one(azurerm_key_vault_secret.administrator[*].versionless_id)
}
