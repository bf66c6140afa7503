output "bucket" {
  description = "Bucket that takes the files of the site."
  value       = google_storage_bucket.site.name
}

output "address" {
  description = "Address that the A records of the domains name."
  value       = google_compute_global_address.this.address
}

output "url_map" {
  description = "Name of the URL map, whose cache is invalidated after an upload."
  value       = google_compute_url_map.site.name
}

output "backend_bucket" {
  description = "Name of the backend bucket, as a key for signed requests is added to it."
  value       = google_compute_backend_bucket.this.name
}
