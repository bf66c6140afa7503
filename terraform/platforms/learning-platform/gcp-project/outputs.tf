output "project_id" {
  description = "Project whose APIs are on; wired on, it makes the other units wait for them."
  value       = length(module.project.services) > 0 ? module.project.project_id : null
}

output "backend_account" {
  description = "Service account of the backend: e-mail, IAM member and id."
  value       = module.project.service_accounts["backend"]
}

output "aws_identity_provider" {
  description = "Provider that the backend on AWS names in its credential configuration."
  value       = module.project.identity_providers
}
