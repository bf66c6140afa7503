output "arns" {
  description = "ARN of each secret by its last word, for the policies of those who read it."
  value       = { for key, secret in aws_secretsmanager_secret.this : key => secret.arn }
}

output "names" {
  description = "Full name of each secret by its last word."
  value       = { for key, secret in aws_secretsmanager_secret.this : key => secret.name }
}
