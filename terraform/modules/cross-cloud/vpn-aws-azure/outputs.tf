output "aws_vpn_gateway" {
  description = "VPN gateway of the VPC with its ASN, for a further VPN of the same VPC."
  value       = { id = local.aws_gateway_id, asn = local.aws_asn }
}

output "aws_vpn_connection_ids" {
  description = "Ids of the two connections, for alarms on TunnelState."
  value       = aws_vpn_connection.this[*].id
}

output "azure_connection_ids" {
  description = "Ids of the four connections on Azure's side."
  value       = [for connection in azurerm_virtual_network_gateway_connection.this : connection.id]
}

output "tunnel_addresses" {
  description = "Public addresses of the four tunnels on AWS's side."
  value       = local.outside_addresses
}
