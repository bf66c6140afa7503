output "repository_urls" {
  description = "URL of each repository by its last word, to push to and pull from."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.repository_url }
}

output "repository_arns" {
  description = "ARN of each repository by its last word, for the policies of those who push."
  value       = { for key, repository in aws_ecr_repository.this : key => repository.arn }
}

output "registry_id" {
  description = "Account that holds the registry."
  value       = data.aws_caller_identity.current.account_id
}
