output "resource_group_name" {
  description = "Resource group of the network, for the other modules of the environment."
  value       = local.resource_group
}

output "location" {
  description = "Region of the network."
  value       = var.location
}

output "network_id" {
  description = "Id of the virtual network."
  value       = azurerm_virtual_network.this.id
}

output "cidr" {
  description = "Range of the network, for routes and firewalls elsewhere."
  value       = var.cidr
}

output "application_subnet_id" {
  description = "Subnet for cluster nodes and other compute; its way out is the NAT gateway."
  value       = azurerm_subnet.application.id
}

output "database_subnet_id" {
  description = "Subnet delegated to PostgreSQL flexible servers."
  value       = azurerm_subnet.database.id
}

output "endpoints_subnet_id" {
  description = "Subnet for private endpoints."
  value       = azurerm_subnet.endpoints.id
}

output "gateway_subnet_id" {
  description = "GatewaySubnet for a VPN gateway; null where there is none."
  value       = var.gateway_subnet ? azurerm_subnet.gateway[0].id : null
}

output "private_dns_zone_ids" {
  description = "Id of each private DNS zone by its service (postgres, blob, vault, redis, registry)."
  # The link comes first: a server made before it would not be found by name.
  value = { for key, link in azurerm_private_dns_zone_virtual_network_link.this : key => azurerm_private_dns_zone.this[key].id }
}

output "egress_ip" {
  description = "Address from which the network reaches the Internet; null without NAT."
  value       = var.nat ? azurerm_public_ip.nat[0].ip_address : null
}
