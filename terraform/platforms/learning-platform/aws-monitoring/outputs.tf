output "topic_arn" {
  description = "Topic on which alarms are told."
  value       = module.alarms.topic_arn
}
