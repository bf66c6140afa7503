output "name" {
  description = "Name of the function, as alerts name it."
  value       = google_cloudfunctions2_function.this.name
}

output "id" {
  description = "Id of the function."
  value       = google_cloudfunctions2_function.this.id
}

output "uri" {
  description = "URL of the function."
  value       = google_cloudfunctions2_function.this.service_config[0].uri
}

output "service_account" {
  description = "E-mail of the service account that the function runs as."
  value       = google_service_account.this.email
}

output "service_account_member" {
  description = "The same as an IAM member, for the readers and writers of other modules."
  value       = google_service_account.this.member
}
