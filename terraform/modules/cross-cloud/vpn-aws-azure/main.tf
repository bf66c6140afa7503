locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-vpn-aws-azure"), 0, 60), "-")

  aws_gateway_id = var.aws_vpn_gateway == null ? aws_vpn_gateway.this[0].id : var.aws_vpn_gateway.id
  aws_asn        = var.aws_vpn_gateway == null ? var.aws_asn : var.aws_vpn_gateway.asn

  # Tunnel 0 and 1 end at Azure's first instance, tunnel 2 and 3 at its second.
  tunnels = {
    for index, cidr in var.inside_cidrs : tostring(index) => {
      instance     = floor(index / 2)
      aws_inside   = cidrhost(cidr, 1)
      azure_inside = cidrhost(cidr, 2)
    }
  }

  outside_addresses = flatten([for connection in aws_vpn_connection.this : [connection.tunnel1_address, connection.tunnel2_address]])
  keys              = flatten([for connection in aws_vpn_connection.this : [connection.tunnel1_preshared_key, connection.tunnel2_preshared_key]])

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}
