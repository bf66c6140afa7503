output "instance_id" {
  description = "Identifier of the instance, as the platform file names it."
  value       = module.postgres.instance_id
}

output "address" {
  description = "Host name of the writer."
  value       = module.postgres.address
}

output "secret_arn" {
  description = "Secret with the administrator's name and password."
  value       = module.postgres.secret_arn
}
