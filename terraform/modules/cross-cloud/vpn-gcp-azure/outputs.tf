output "gcp_router" {
  description = "Name of the Cloud Router, whose BGP sessions tell the state of the tunnels."
  value       = google_compute_router.this.name
}

output "gcp_tunnels" {
  description = "Names of the two tunnels on Google's side."
  value       = [for tunnel in google_compute_vpn_tunnel.this : tunnel.name]
}

output "azure_connection_ids" {
  description = "Ids of the two connections on Azure's side."
  value       = [for connection in azurerm_virtual_network_gateway_connection.this : connection.id]
}
