output "gateway" {
  description = "What the VPN modules take as azure_vpn_gateway: id, ASN and the two public addresses."
  value = {
    id               = azurerm_virtual_network_gateway.this.id
    asn              = var.asn
    public_addresses = azurerm_public_ip.this[*].ip_address
  }
}

output "id" {
  description = "Id of the gateway."
  value       = azurerm_virtual_network_gateway.this.id
}

output "name" {
  description = "Name of the gateway."
  value       = azurerm_virtual_network_gateway.this.name
}
