locals {
  # Google's names have 63 characters at most, and get a suffix here.
  name = trimsuffix(substr(lower(coalesce(var.name, "${var.platform}-${var.environment}-vpn-aws-gcp")), 0, 50), "-")

  aws_gateway_id = var.aws_vpn_gateway == null ? aws_vpn_gateway.this[0].id : var.aws_vpn_gateway.id
  aws_asn        = var.aws_vpn_gateway == null ? var.aws_asn : var.aws_vpn_gateway.asn

  # Tunnel 0 and 1 belong to Google's interface 0, tunnel 2 and 3 to interface 1.
  tunnels = {
    for index, cidr in var.inside_cidrs : tostring(index) => {
      connection = floor(index / 2)
      aws_inside = cidrhost(cidr, 1)
      gcp_inside = cidrhost(cidr, 2)
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

  labels = { for key, value in local.tags : lower(key) => replace(lower(value), "/[^a-z0-9_-]/", "-") }
}
