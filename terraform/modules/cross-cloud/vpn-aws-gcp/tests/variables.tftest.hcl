provider "aws" {
  region = "us-east-1"
}

provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  aws_vpc_id          = "vpc-0123456789abcdef0"
  aws_cidrs           = ["10.10.0.0/16"]
  aws_route_table_ids = ["rtb-1", "rtb-2"]
  gcp_network         = "projects/shop-example/global/networks/shop"
  gcp_region          = "us-central1"
}

run "defaults" {
  command = plan

  assert {
    condition     = length(google_compute_vpn_tunnel.this) == 4 && length(aws_vpn_connection.this) == 2 && length(google_compute_router_peer.this) == 4
    error_message = "There are four tunnels, each with its BGP session."
  }

  assert {
    condition     = google_compute_ha_vpn_gateway.this.name == "shop-dev-vpn-aws-gcp" && google_compute_external_vpn_gateway.aws.redundancy_type == "FOUR_IPS_REDUNDANCY"
    error_message = "Names follow the platform, and Google knows four addresses."
  }

  assert {
    condition     = [for key in ["0", "1", "2", "3"] : google_compute_vpn_tunnel.this[key].vpn_gateway_interface] == [0, 0, 1, 1] && [for key in ["0", "1", "2", "3"] : google_compute_vpn_tunnel.this[key].peer_external_gateway_interface] == [0, 1, 2, 3]
    error_message = "Each of Google's interfaces carries the two tunnels of one connection."
  }

  assert {
    condition     = google_compute_router_peer.this["3"].peer_ip_address == "169.254.11.5" && google_compute_router_interface.this["3"].ip_range == "169.254.11.6/30" && aws_vpn_connection.this[1].tunnel2_inside_cidr == "169.254.11.4/30"
    error_message = "AWS has the first address inside a tunnel, Google the second."
  }

  assert {
    condition     = google_compute_router_peer.this["0"].peer_asn == 64512 && aws_customer_gateway.gcp[0].bgp_asn == "64520" && google_compute_router.this.bgp[0].advertise_mode == "DEFAULT"
    error_message = "The BGP numbers meet."
  }

  assert {
    condition     = length(aws_vpn_gateway.this) == 1 && length(aws_vpn_gateway_route_propagation.this) == 2 && length(google_compute_firewall.aws) == 0 && length(aws_vpn_connection.this[0].tunnel1_log_options) == 0
    error_message = "Routes are learnt, no port is open, nothing is logged."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "interconnect"
    owner       = "Net Team"
    labels      = { tier = "gold" }
    name        = "store-bridge"
  }

  assert {
    condition     = google_compute_ha_vpn_gateway.this.name == "store-bridge" && google_compute_vpn_tunnel.this["2"].name == "store-bridge-2"
    error_message = "A given name is kept."
  }

  assert {
    condition = aws_vpn_gateway.this[0].tags == tomap({
      platform = "store", environment = "production", unit = "interconnect", owner = "Net Team", managed-by = "mcloud", tier = "gold", Name = "store-bridge"
    }) && google_compute_ha_vpn_gateway.this.labels["owner"] == "net-team"
    error_message = "Tags and labels follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    aws_vpc_id           = "vpc-0aaaaaaaaaaaaaaaa"
    aws_cidrs            = ["10.50.0.0/16", "10.51.0.0/16"]
    aws_route_table_ids  = ["rtb-9"]
    aws_asn              = 64600
    aws_log_group_arn    = "arn:aws:logs:us-east-1:123456789012:log-group:vpn"
    gcp_network          = "projects/store/global/networks/store"
    gcp_region           = "europe-west1"
    gcp_asn              = 64700
    gcp_advertised_cidrs = ["10.60.0.0/20"]
    gcp_firewall_ports   = ["5432", "8000-8080"]
    inside_cidrs         = ["169.254.20.0/30", "169.254.20.4/30", "169.254.20.8/30", "169.254.20.12/30"]
  }

  assert {
    condition     = aws_vpn_gateway.this[0].vpc_id == var.aws_vpc_id && aws_vpn_gateway.this[0].amazon_side_asn == "64600" && length(aws_vpn_gateway_route_propagation.this) == 1
    error_message = "VPC, ASN and route tables reach AWS."
  }

  assert {
    condition     = aws_vpn_connection.this[1].tunnel2_log_options[0].cloudwatch_log_options[0].log_group_arn == var.aws_log_group_arn && aws_vpn_connection.this[1].tunnel1_inside_cidr == "169.254.20.8/30"
    error_message = "Logs and inside ranges reach AWS."
  }

  assert {
    condition     = google_compute_router.this.network == var.gcp_network && google_compute_router.this.region == "europe-west1" && google_compute_router.this.bgp[0].asn == 64700
    error_message = "Network, region and ASN reach Google."
  }

  assert {
    condition     = google_compute_router.this.bgp[0].advertise_mode == "CUSTOM" && google_compute_router.this.bgp[0].advertised_ip_ranges[0].range == "10.60.0.0/20" && google_compute_router_peer.this["0"].peer_asn == 64600
    error_message = "Further ranges are announced."
  }

  assert {
    condition     = google_compute_firewall.aws[0].source_ranges == toset(["10.50.0.0/16", "10.51.0.0/16"]) && one(google_compute_firewall.aws[0].allow).ports == tolist(["5432", "8000-8080"])
    error_message = "The ports are open to AWS only."
  }
}

run "gateway_that_is_there" {
  command = plan

  variables {
    aws_vpn_gateway = { id = "vgw-0123", asn = 64999 }
  }

  assert {
    condition     = length(aws_vpn_gateway.this) == 0 && aws_vpn_connection.this[0].vpn_gateway_id == "vgw-0123" && google_compute_router_peer.this["1"].peer_asn == 64999
    error_message = "The VPC's own gateway is used."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform             = "Shop"
    environment          = "x"
    aws_vpc_id           = "shop"
    aws_cidrs            = ["0.0.0.0/0"]
    aws_route_table_ids  = []
    gcp_network          = "shop"
    gcp_region           = "America"
    gcp_asn              = 64512
    gcp_advertised_cidrs = ["x"]
    gcp_firewall_ports   = ["postgres"]
    inside_cidrs         = ["169.254.0.0/30", "169.254.10.4/30", "169.254.11.0/30", "169.254.11.4/30"]
  }

  expect_failures = [
    var.platform, var.environment, var.aws_vpc_id, var.aws_cidrs, var.aws_route_table_ids, var.gcp_network, var.gcp_region,
    var.gcp_asn, var.gcp_advertised_cidrs, var.gcp_firewall_ports, var.inside_cidrs,
  ]
}

run "wrong_asn" {
  command = plan

  variables {
    aws_asn = 7224
  }

  expect_failures = [var.aws_asn]
}
