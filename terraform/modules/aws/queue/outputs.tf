output "arn" {
  description = "ARN of the queue, for the policies of senders and consumers."
  value       = aws_sqs_queue.this.arn
}

output "url" {
  description = "URL that senders and consumers call (the SQS_QUEUE_URL of applications)."
  value       = aws_sqs_queue.this.url
}

output "name" {
  description = "Name of the queue, as alarms name it."
  value       = aws_sqs_queue.this.name
}

output "dead_letter_arn" {
  description = "ARN of the dead-letter queue."
  value       = aws_sqs_queue.dead.arn
}

output "dead_letter_name" {
  description = "Name of the dead-letter queue, for an alarm on its depth."
  value       = aws_sqs_queue.dead.name
}
