output "dataset_id" {
  description = "Name of the dataset."
  value       = google_bigquery_dataset.this.dataset_id
}

output "id" {
  description = "Id of the dataset (projects/.../datasets/...)."
  value       = google_bigquery_dataset.this.id
}

output "tables" {
  description = "PROJECT.DATASET.TABLE of each table, as a Pub/Sub subscription and queries name it."
  value       = { for key, table in google_bigquery_table.this : key => "${table.project}.${table.dataset_id}.${table.table_id}" }
}

output "views" {
  description = "Names of the views."
  value       = [for view in google_bigquery_table.view : view.table_id]
}
