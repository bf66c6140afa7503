output "bucket" {
  description = "Name of the bucket, as the gcs backend takes it."
  value       = google_storage_bucket.this.name
}

output "backend" {
  description = "Backend block of a unit, whose prefix is replaced by the unit's name."
  value       = <<-EOT
    terraform {
      backend "gcs" {
        bucket = "${google_storage_bucket.this.name}"
        prefix = "UNIT"
      }
    }
  EOT
}
