output "aws_vpn_gateway" {
  description = "VPN gateway of the VPC with its ASN, for a further VPN of the same VPC."
  value       = { id = local.aws_gateway_id, asn = local.aws_asn }
}

output "aws_vpn_connection_ids" {
  description = "Ids of the two connections, for alarms on TunnelState."
  value       = aws_vpn_connection.this[*].id
}

output "gcp_router" {
  description = "Name of the Cloud Router, whose BGP sessions tell the state of the tunnels."
  value       = google_compute_router.this.name
}

output "gcp_tunnels" {
  description = "Names of the four tunnels on Google's side."
  value       = [for tunnel in google_compute_vpn_tunnel.this : tunnel.name]
}

output "tunnel_addresses" {
  description = "Public addresses of the four tunnels on AWS's side."
  value       = local.outside_addresses
}
