output "zone_id" {
  description = "Id of the zone."
  value       = azurerm_dns_zone.this.id
}

output "zone" {
  description = "Domain of the zone."
  value       = azurerm_dns_zone.this.name
}

output "name_servers" {
  description = "Name servers to which the parent zone delegates."
  value       = azurerm_dns_zone.this.name_servers
}

output "profile_ids" {
  description = "Traffic Manager profile of each routed record."
  value       = { for key, profile in azurerm_traffic_manager_profile.this : key => profile.id }
}

output "profile_hosts" {
  description = "Name under trafficmanager.net of each routed record."
  value       = { for key, profile in azurerm_traffic_manager_profile.this : key => profile.fqdn }
}
