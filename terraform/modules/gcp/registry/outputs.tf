output "id" {
  description = "Id of the repository."
  value       = google_artifact_registry_repository.this.id
}

output "name" {
  description = "Name of the repository."
  value       = google_artifact_registry_repository.this.repository_id
}

output "url" {
  description = "What an image's name starts with (HOST/PROJECT/REPOSITORY), for DOCKER."
  value       = "${var.location}-docker.pkg.dev/${google_artifact_registry_repository.this.project}/${google_artifact_registry_repository.this.repository_id}"
}
