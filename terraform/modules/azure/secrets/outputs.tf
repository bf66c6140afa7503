output "id" {
  description = "Id of the vault, for modules that keep secrets in it."
  value       = azurerm_key_vault.this.id
}

output "name" {
  description = "Name of the vault."
  value       = azurerm_key_vault.this.name
}

output "uri" {
  description = "URL of the vault."
  value       = azurerm_key_vault.this.vault_uri
}

output "secret_ids" {
  description = "Id, without a version, of each generated secret by name."
  value       = { for key, secret in azurerm_key_vault_secret.generated : key => secret.versionless_id }
}
