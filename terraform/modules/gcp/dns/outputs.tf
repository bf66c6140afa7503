output "zone_name" {
  description = "Name of the zone, as the platform file's traffic section names it."
  value       = google_dns_managed_zone.this.name
}

output "domain" {
  description = "Domain of the zone, without a dot at its end."
  value       = trimsuffix(google_dns_managed_zone.this.dns_name, ".")
}

output "name_servers" {
  description = "Name servers to delegate the domain to."
  value       = google_dns_managed_zone.this.name_servers
}

output "health_checks" {
  description = "Id of each health check by its name."
  value       = { for key, check in google_compute_health_check.this : key => check.id }
}

output "record_names" {
  description = "Full name of each record by its key."
  value       = { for key, record in google_dns_record_set.this : key => record.name }
}
