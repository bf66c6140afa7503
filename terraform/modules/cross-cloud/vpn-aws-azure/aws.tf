resource "aws_vpn_gateway" "this" {
  count = var.aws_vpn_gateway == null ? 1 : 0

  vpc_id          = var.aws_vpc_id
  amazon_side_asn = tostring(var.aws_asn)
  tags            = merge(local.tags, { Name = local.name })
}

resource "aws_vpn_gateway_route_propagation" "this" {
  count = length(var.aws_route_table_ids)

  vpn_gateway_id = local.aws_gateway_id
  route_table_id = var.aws_route_table_ids[count.index]
}

resource "aws_customer_gateway" "azure" {
  count = 2

  type        = "ipsec.1"
  bgp_asn     = tostring(var.azure_vpn_gateway.asn)
  ip_address  = var.azure_vpn_gateway.public_addresses[count.index]
  device_name = "${local.name}-${count.index}"
  tags        = merge(local.tags, { Name = "${local.name}-${count.index}" })
}

# The tunnels' keys are left out, so that AWS generates them. The algorithms are those of Azure's ipsec_policy.
resource "aws_vpn_connection" "this" {
  count = 2

  type                = "ipsec.1"
  vpn_gateway_id      = local.aws_gateway_id
  customer_gateway_id = aws_customer_gateway.azure[count.index].id

  tunnel1_inside_cidr = var.inside_cidrs[2 * count.index]
  tunnel2_inside_cidr = var.inside_cidrs[2 * count.index + 1]

  tunnel1_ike_versions                 = ["ikev2"]
  tunnel1_phase1_encryption_algorithms = ["AES256"]
  tunnel1_phase1_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase1_dh_group_numbers      = [14]
  tunnel1_phase2_encryption_algorithms = ["AES256"]
  tunnel1_phase2_integrity_algorithms  = ["SHA2-256"]
  tunnel1_phase2_dh_group_numbers      = [14]

  tunnel2_ike_versions                 = ["ikev2"]
  tunnel2_phase1_encryption_algorithms = ["AES256"]
  tunnel2_phase1_integrity_algorithms  = ["SHA2-256"]
  tunnel2_phase1_dh_group_numbers      = [14]
  tunnel2_phase2_encryption_algorithms = ["AES256"]
  tunnel2_phase2_integrity_algorithms  = ["SHA2-256"]
  tunnel2_phase2_dh_group_numbers      = [14]

  dynamic "tunnel1_log_options" {
    for_each = var.aws_log_group_arn == null ? [] : [var.aws_log_group_arn]
    content {
      cloudwatch_log_options {
        log_enabled       = true
        log_group_arn     = tunnel1_log_options.value
        log_output_format = "json"
      }
    }
  }

  dynamic "tunnel2_log_options" {
    for_each = var.aws_log_group_arn == null ? [] : [var.aws_log_group_arn]
    content {
      cloudwatch_log_options {
        log_enabled       = true
        log_group_arn     = tunnel2_log_options.value
        log_output_format = "json"
      }
    }
  }

  tags = merge(local.tags, { Name = "${local.name}-${count.index}" })
}
