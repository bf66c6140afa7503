output "arn" {
  description = "ARN of the firewall, which a CloudFront distribution is given."
  value       = aws_wafv2_web_acl.this.arn
}

output "name" {
  description = "Name of the firewall, as alarms on blocked requests name it."
  value       = aws_wafv2_web_acl.this.name
}

output "log_group_name" {
  description = "Name of the log group of the requests."
  value       = aws_cloudwatch_log_group.this.name
}
