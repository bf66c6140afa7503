output "zone_id" {
  description = "Id of the zone, as platform files and certificates name it."
  value       = aws_route53_zone.this.zone_id
}

output "zone" {
  description = "Name of the zone."
  value       = var.zone
}

output "name_servers" {
  description = "Name servers to which the parent zone delegates; queries on them see this zone before the delegation does."
  value       = aws_route53_zone.this.name_servers
}

output "health_check_ids" {
  description = "Ids of the health checks by name."
  value       = { for key, check in aws_route53_health_check.this : key => check.id }
}

output "ds_record" {
  description = "Record that the parent zone needs for signed answers; null without signing."
  value       = one(aws_route53_key_signing_key.this[*].ds_record)
}
