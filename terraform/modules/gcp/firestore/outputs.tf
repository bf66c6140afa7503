output "name" {
  description = "Name of the database (the FIRESTORE_DATABASE of applications)."
  value       = google_firestore_database.this.name
}

output "id" {
  description = "Id of the database (projects/.../databases/...)."
  value       = google_firestore_database.this.id
}

output "location" {
  description = "Location of the data."
  value       = google_firestore_database.this.location_id
}

output "labels" {
  description = "Standard labels in the letters that Google takes, for what is made beside the database."
  value       = local.labels
}
