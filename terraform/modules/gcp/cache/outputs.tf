output "id" {
  description = "Id of the instance (projects/.../locations/.../instances/...)."
  value       = google_redis_instance.this.id
}

output "name" {
  description = "Name of the instance, as alerts name it."
  value       = google_redis_instance.this.name
}

output "host" {
  description = "Private address of the instance."
  value       = google_redis_instance.this.host
}

output "port" {
  description = "Port of the instance, for TLS."
  value       = google_redis_instance.this.port
}

output "read_host" {
  description = "Private address that spreads reads over the replicas; empty without read replicas."
  value       = google_redis_instance.this.read_endpoint
}

output "auth_string" {
  description = "Password of the instance."
  value       = google_redis_instance.this.auth_string
  sensitive   = true
}

output "server_ca_certs" {
  description = "Certificates of the authorities that sign the server's, which clients must trust."
  value       = google_redis_instance.this.server_ca_certs[*].cert
}
