output "gcp_aws_provider" {
  description = "Provider that AWS's workloads name in their credential configuration (gcloud iam workload-identity-pools create-cred-config); null where none is trusted."
  value       = one(google_iam_workload_identity_pool_provider.aws[*].name)
}

output "gcp_azure_provider" {
  description = "Provider that Azure's workloads name in their credential configuration; null where none is trusted."
  value       = one(google_iam_workload_identity_pool_provider.azure[*].name)
}

output "aws_role_arns" {
  description = "ARN of each role by its last word (AWS_ROLE_ARN of the workload)."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}

output "aws_role_names" {
  description = "Name of each role by its last word, to attach policies to."
  value       = { for key, role in aws_iam_role.this : key => role.name }
}

output "azure_client_ids" {
  description = "Client id of each managed identity by its last word (AZURE_CLIENT_ID of the workload)."
  value       = { for key, identity in azurerm_user_assigned_identity.this : key => identity.client_id }
}

output "azure_principal_ids" {
  description = "Principal id of each managed identity by its last word, to assign roles to."
  value       = { for key, identity in azurerm_user_assigned_identity.this : key => identity.principal_id }
}
