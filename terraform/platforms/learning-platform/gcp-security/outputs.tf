output "kms_key_name" {
  description = "Key that encrypts the data of this environment, in the platform's region."
  value       = module.kms.keys["data"]
}

output "secret_names" {
  description = "Name of each secret, as the platform file takes it."
  value       = module.secrets.names
}
