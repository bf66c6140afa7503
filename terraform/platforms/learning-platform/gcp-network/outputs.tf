output "network_id" {
  description = "Id of the network, once its peering with managed services stands."
  value       = module.network.psa_connection != "" ? module.network.id : null
}

output "nodes_subnet_id" {
  description = "Subnet of the nodes."
  value       = module.network.subnets["nodes"].id
}

output "cidrs" {
  description = "Ranges of the network with those of managed services."
  value       = module.network.cidrs
}

output "psa_cidrs" {
  description = "Ranges that the VPN must announce beside the subnets."
  value       = [var.psa_cidr]
}

output "psa_range_name" {
  description = "Name of the range of managed services."
  value       = module.network.psa_range_name
}
