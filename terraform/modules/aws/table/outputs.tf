output "name" {
  description = "Name of the table (the DYNAMODB_TABLE of applications)."
  value       = aws_dynamodb_table.this.name
}

output "arn" {
  description = "ARN of the table, for the policies of those who use it."
  value       = aws_dynamodb_table.this.arn
}

output "index_arns" {
  description = "Pattern of the ARNs of the indexes, for the policies of those who query them."
  value       = "${aws_dynamodb_table.this.arn}/index/*"
}

output "stream_arn" {
  description = "ARN of the stream of changes; null without one."
  value       = aws_dynamodb_table.this.stream_enabled ? aws_dynamodb_table.this.stream_arn : null
}
