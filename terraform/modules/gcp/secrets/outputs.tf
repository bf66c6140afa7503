output "ids" {
  description = "Id of each secret (projects/.../secrets/...) by its last word."
  value       = { for key, secret in google_secret_manager_secret.this : key => secret.id }
}

output "names" {
  description = "Name of each secret by its last word, as Cloud Run and functions take it."
  value       = { for key, secret in google_secret_manager_secret.this : key => secret.secret_id }
}
