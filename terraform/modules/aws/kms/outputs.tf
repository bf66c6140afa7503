output "key_arn" {
  description = "ARN of the key, for the encryption settings of other modules."
  value       = aws_kms_key.this.arn
}

output "key_id" {
  description = "Id of the key."
  value       = aws_kms_key.this.key_id
}

output "alias" {
  description = "Alias of the key, stable when the key is replaced."
  value       = aws_kms_alias.this.name
}
