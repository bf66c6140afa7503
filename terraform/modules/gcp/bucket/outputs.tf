output "name" {
  description = "Name of the bucket, as applications and synchronisations take it."
  value       = google_storage_bucket.this.name
}

output "url" {
  description = "The bucket as gs://NAME."
  value       = google_storage_bucket.this.url
}

output "self_link" {
  description = "Full URL of the bucket."
  value       = google_storage_bucket.this.self_link
}

output "location" {
  description = "Location of the bucket, in which an event trigger must stand too."
  value       = google_storage_bucket.this.location
}
