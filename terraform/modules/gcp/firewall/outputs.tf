output "id" {
  description = "Id of the policy, as backend services and buckets take it."
  value       = google_compute_security_policy.this.id
}

output "name" {
  description = "Name of the policy, as its logs name it."
  value       = google_compute_security_policy.this.name
}

output "labels" {
  description = "Standard labels in the letters that Google takes, for what is made beside the policy."
  value       = local.labels
}
