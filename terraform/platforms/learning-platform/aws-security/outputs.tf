output "kms_key_arn" {
  description = "Key that encrypts the data of this environment."
  value       = module.kms.key_arn
}

output "secret_arns" {
  description = "ARN of each secret."
  value       = module.secrets.arns
}

output "secret_names" {
  description = "Name of each secret, as the platform file takes it."
  value       = module.secrets.names
}
