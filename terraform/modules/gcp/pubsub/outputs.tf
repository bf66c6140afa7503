output "topic" {
  description = "Name of the topic (the PUBSUB_TOPIC of applications)."
  value       = google_pubsub_topic.this.name
}

output "topic_id" {
  description = "Id of the topic (projects/.../topics/...), as triggers and schedules take it."
  value       = google_pubsub_topic.this.id
}

output "subscriptions" {
  description = "Id of each subscription by its last word."
  value       = { for key, subscription in google_pubsub_subscription.this : key => subscription.id }
}

output "dead_letter_subscriptions" {
  description = "Name of the subscription that holds each subscription's dead letters, for an alert on its backlog."
  value       = { for key, subscription in google_pubsub_subscription.dead : key => subscription.name }
}
