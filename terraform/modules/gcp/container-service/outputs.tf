output "name" {
  description = "Name of the service, as deployments and alerts name it."
  value       = google_cloud_run_v2_service.this.name
}

output "id" {
  description = "Id of the service."
  value       = google_cloud_run_v2_service.this.id
}

output "uri" {
  description = "URL of the service."
  value       = google_cloud_run_v2_service.this.uri
}

output "service_account" {
  description = "E-mail of the service account that the service runs as."
  value       = google_service_account.this.email
}

output "service_account_member" {
  description = "The same as an IAM member, for the readers and writers of other modules."
  value       = google_service_account.this.member
}
