output "topic_arn" {
  description = "ARN of the topic on which alarms are told, for alarms made elsewhere."
  value       = aws_sns_topic.this.arn
}

output "alarm_names" {
  description = "Full name of each alarm by name."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "alarm_arns" {
  description = "ARN of each alarm by name."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}
