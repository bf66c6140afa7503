output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "cidrs" {
  description = "Ranges of the VPC, for the firewall on the other side."
  value       = [module.network.cidr]
}

output "private_subnet_ids" {
  description = "Subnets of workloads, one a zone."
  value       = module.network.private_subnet_ids
}

output "database_subnet_ids" {
  description = "Subnets without a way out, one a zone."
  value       = module.network.database_subnet_ids
}

output "route_table_ids" {
  description = "Route tables that learn the routes of the VPN."
  value       = module.network.route_table_ids
}
