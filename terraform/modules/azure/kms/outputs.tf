output "key_id" {
  description = "Id of the key without a version, so that services follow its rotation."
  value       = azurerm_key_vault_key.this.versionless_id
}

output "key_version_id" {
  description = "Id of the current version, for services that do not follow the rotation."
  value       = azurerm_key_vault_key.this.id
}

output "identity_id" {
  description = "Identity through which services use the key, usable once its role is there."
  value       = azurerm_user_assigned_identity.this.id

  depends_on = [azurerm_role_assignment.services]
}

output "vault_id" {
  description = "Id of the vault."
  value       = azurerm_key_vault.this.id
}

output "disk_encryption_set_id" {
  description = "Disk encryption set; null where there is none."
  value       = one(azurerm_disk_encryption_set.this[*].id)
}
