output "id" {
  description = "Id of the API, as alarms name it."
  value       = aws_apigatewayv2_api.this.id
}

output "url" {
  description = "URL to which clients connect."
  value       = var.domain == null ? aws_apigatewayv2_stage.this.invoke_url : "wss://${var.domain.name}"
}

output "connections_arn" {
  description = "Pattern of the ARNs of connections, for the policies of those who send to them (execute-api:ManageConnections)."
  value       = "${aws_apigatewayv2_api.this.execution_arn}/${aws_apigatewayv2_stage.this.name}/POST/@connections/*"
}

output "stage_arn" {
  description = "ARN of the stage."
  value       = aws_apigatewayv2_stage.this.arn
}

output "domain_target" {
  description = "Host name and zone for the alias record of its own name; null without one."
  value       = one([for domain in aws_apigatewayv2_domain_name.this : { name = domain.domain_name_configuration[0].target_domain_name, zone_id = domain.domain_name_configuration[0].hosted_zone_id }])
}
