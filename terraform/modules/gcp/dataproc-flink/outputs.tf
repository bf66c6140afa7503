output "cluster" {
  description = "Name of the cluster, as jobs are submitted to it."
  value       = google_dataproc_cluster.this.name
}

output "region" {
  description = "Region of the cluster."
  value       = google_dataproc_cluster.this.region
}

output "checkpoint_url" {
  description = "Where checkpoints lie (gs://...)."
  value       = local.checkpoint_url
}

output "savepoint_url" {
  description = "Where savepoints lie (gs://...)."
  value       = local.savepoint_url
}

output "results_bucket" {
  description = "Bucket for what jobs write."
  value       = google_storage_bucket.this["results"].name
}

output "staging_bucket" {
  description = "Bucket that takes the files of jobs."
  value       = google_storage_bucket.this["staging"].name
}

output "service_account" {
  description = "E-mail of the service account that jobs run as."
  value       = google_service_account.this.email
}

output "service_account_member" {
  description = "The same as an IAM member, for the readers and writers of other modules."
  value       = google_service_account.this.member
}
