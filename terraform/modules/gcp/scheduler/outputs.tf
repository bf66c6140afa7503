output "ids" {
  description = "Id of each job by its last word."
  value       = { for key, job in google_cloud_scheduler_job.this : key => job.id }
}

output "names" {
  description = "Name of each job by its last word, as pausing and alerts take it."
  value       = { for key, job in google_cloud_scheduler_job.this : key => job.name }
}

output "labels" {
  description = "Standard labels in the letters that Google takes, for what is made beside the jobs."
  value       = local.labels
}
