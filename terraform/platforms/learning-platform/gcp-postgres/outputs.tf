output "instance" {
  description = "Name of the instance, as the platform file names it."
  value       = module.postgres.instance_name
}

output "address" {
  description = "Private address of the instance."
  value       = module.postgres.private_ip
}

output "password_secrets" {
  description = "Secret that holds each password, by user."
  value       = module.postgres.password_secrets
}
