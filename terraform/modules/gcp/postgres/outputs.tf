output "instance_name" {
  description = "Name of the instance, as the platform file and alerts name it."
  value       = google_sql_database_instance.this.name
}

output "connection_name" {
  description = "PROJECT:REGION:NAME, as the Cloud SQL connectors and Cloud Run take it."
  value       = google_sql_database_instance.this.connection_name
}

output "private_ip" {
  description = "Private address of the primary."
  value       = google_sql_database_instance.this.private_ip_address
}

output "port" {
  description = "Port of PostgreSQL."
  value       = 5432
}

output "server_ca" {
  description = "Certificate of the authority that signs the server's certificate, for clients that verify it."
  # The provider marks the whole block as a secret; a certificate is none.
  value = nonsensitive(google_sql_database_instance.this.server_ca_cert[0].cert)
}

output "service_account" {
  description = "Service account of the instance, for the bucket of an import or export."
  value       = google_sql_database_instance.this.service_account_email_address
}

output "databases" {
  description = "Names of the databases."
  value       = [for database in google_sql_database.this : database.name]
}

output "read_replicas" {
  description = "Each read replica by its last word: name, private address, connection name and region."
  value = { for key, replica in google_sql_database_instance.replica : key => {
    name            = replica.name
    private_ip      = replica.private_ip_address
    connection_name = replica.connection_name
    region          = replica.region
  } }
}

output "password_secrets" {
  description = "Secret that holds each password, by user."
  value       = { for key, secret in google_secret_manager_secret.password : key => secret.id }
}
