resource "azurerm_local_network_gateway" "gcp" {
  for_each = local.tunnels

  name                = "${local.name}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = var.location
  gateway_address     = google_compute_ha_vpn_gateway.this.vpn_interfaces[tonumber(each.key)].ip_address

  bgp_settings {
    asn                 = var.gcp_asn
    bgp_peering_address = each.value.gcp_inside
  }

  tags = local.tags
}

resource "azurerm_virtual_network_gateway_connection" "this" {
  for_each = local.tunnels

  name                       = "${local.name}-${each.key}"
  resource_group_name        = var.resource_group_name
  location                   = var.location
  type                       = "IPsec"
  connection_protocol        = "IKEv2"
  virtual_network_gateway_id = var.azure_vpn_gateway.id
  local_network_gateway_id   = azurerm_local_network_gateway.gcp[each.key].id
  shared_key                 = random_password.key[each.key].result
  bgp_enabled                = true

  # Both instances must be named though a tunnel ends at one: the other's address is then not used.
  custom_bgp_addresses {
    primary   = local.tunnels["0"].azure_inside
    secondary = local.tunnels["1"].azure_inside
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    # As long as phase 2 lasts on Google's side.
    sa_lifetime = 10800
  }

  tags = local.tags
}
