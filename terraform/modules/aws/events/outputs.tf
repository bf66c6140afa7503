output "bus_name" {
  description = "Name of the bus, which publishers name."
  value       = aws_cloudwatch_event_bus.this.name
}

output "bus_arn" {
  description = "ARN of the bus, for the policies of publishers (events:PutEvents)."
  value       = aws_cloudwatch_event_bus.this.arn
}

output "rule_arns" {
  description = "ARN of each rule by name, for the policies of its targets."
  value       = { for key, rule in aws_cloudwatch_event_rule.this : key => rule.arn }
}

output "archive_arn" {
  description = "ARN of the archive from which events are played again; null without one."
  value       = one(aws_cloudwatch_event_archive.this[*].arn)
}

output "dead_letter_arn" {
  description = "ARN of the queue of events that no target took."
  value       = aws_sqs_queue.dead.arn
}

output "dead_letter_name" {
  description = "Name of that queue, for an alarm on its depth."
  value       = aws_sqs_queue.dead.name
}
