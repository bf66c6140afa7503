output "aws_zone_id" {
  description = "Id of the Route 53 zone, as the platform file takes it."
  value       = module.aws.zone_id
}

output "zone" {
  description = "Name of the zone in both, for the hosts in it."
  value       = module.aws.zone
}

output "gcp_zone" {
  description = "Name of the Cloud DNS zone, as the platform file takes it."
  value       = module.gcp.zone_name
}

output "name_servers" {
  description = "Name servers of both, for the delegation in the parent zone."
  value       = concat(module.aws.name_servers, module.gcp.name_servers)
}
