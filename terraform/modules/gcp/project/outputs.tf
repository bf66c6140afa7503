output "project_id" {
  description = "Id of the project."
  value       = local.project_id
}

output "project_number" {
  description = "Number of the project, as service agents are named."
  value       = data.google_project.this.number
}

output "services" {
  description = "Enabled APIs, to wait for before something is made with them."
  value       = [for service in google_project_service.this : service.service]
}

output "service_accounts" {
  description = "Each service account by its last word: e-mail, IAM member and id."
  value = { for key, account in google_service_account.this : key => {
    email  = account.email
    member = account.member
    id     = account.name
  } }
}

output "identity_pool" {
  description = "Full name of the pool of federated identities; null without one."
  value       = one(google_iam_workload_identity_pool.this[*].name)
}

output "identity_providers" {
  description = "Full name of each provider of the pool, as a credential configuration names it."
  value = merge(
    { for key, provider in google_iam_workload_identity_pool_provider.aws : "aws-${key}" => provider.name },
    { for key, provider in google_iam_workload_identity_pool_provider.oidc : "oidc-${key}" => provider.name },
  )
}

output "labels" {
  description = "Standard labels in the letters that Google takes, for what is made beside this module."
  value       = local.labels
}
