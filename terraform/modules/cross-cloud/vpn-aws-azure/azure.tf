resource "azurerm_local_network_gateway" "aws" {
  for_each = local.tunnels

  name                = "${local.name}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = var.location
  gateway_address     = local.outside_addresses[tonumber(each.key)]

  bgp_settings {
    asn                 = local.aws_asn
    bgp_peering_address = each.value.aws_inside
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
  local_network_gateway_id   = azurerm_local_network_gateway.aws[each.key].id
  shared_key                 = local.keys[tonumber(each.key)]
  bgp_enabled                = true

  # Both instances must be named though a tunnel ends at one: the other's address is then not used.
  custom_bgp_addresses {
    primary   = each.value.instance == 0 ? each.value.azure_inside : local.tunnels["0"].azure_inside
    secondary = each.value.instance == 1 ? each.value.azure_inside : local.tunnels["2"].azure_inside
  }

  ipsec_policy {
    ike_encryption   = "AES256"
    ike_integrity    = "SHA256"
    dh_group         = "DHGroup14"
    ipsec_encryption = "AES256"
    ipsec_integrity  = "SHA256"
    pfs_group        = "PFS2048"
    # As long as phase 2 lasts on AWS.
    sa_lifetime = 3600
  }

  tags = local.tags
}
