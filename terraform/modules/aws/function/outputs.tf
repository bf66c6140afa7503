output "name" {
  description = "Name of the function, as platform files and alarms name it."
  value       = aws_lambda_function.this.function_name
}

output "arn" {
  description = "ARN of the function, for those who call it."
  value       = aws_lambda_function.this.arn
}

output "invoke_arn" {
  description = "ARN by which API Gateway calls it."
  value       = aws_lambda_function.this.invoke_arn
}

output "role_arn" {
  description = "ARN of its role, for the policies of what it uses."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "Name of the log group of its log."
  value       = aws_cloudwatch_log_group.this.name
}

output "event_source_ids" {
  description = "Ids of the mappings of queues by name, with which a pipeline is stopped and started."
  value       = { for key, mapping in aws_lambda_event_source_mapping.queue : key => mapping.uuid }
}
