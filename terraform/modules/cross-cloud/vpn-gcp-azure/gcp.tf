resource "google_compute_ha_vpn_gateway" "this" {
  name    = local.name
  region  = var.gcp_region
  network = var.gcp_network
  labels  = local.labels
}

resource "google_compute_external_vpn_gateway" "azure" {
  name            = "${local.name}-azure"
  redundancy_type = "TWO_IPS_REDUNDANCY"
  labels          = local.labels

  dynamic "interface" {
    for_each = local.tunnels
    content {
      id         = tonumber(interface.key)
      ip_address = var.azure_vpn_gateway.public_addresses[tonumber(interface.key)]
    }
  }
}

resource "google_compute_router" "this" {
  name    = local.name
  region  = var.gcp_region
  network = var.gcp_network

  bgp {
    asn               = var.gcp_asn
    advertise_mode    = length(var.gcp_advertised_cidrs) == 0 ? "DEFAULT" : "CUSTOM"
    advertised_groups = length(var.gcp_advertised_cidrs) == 0 ? null : ["ALL_SUBNETS"]

    dynamic "advertised_ip_ranges" {
      for_each = var.gcp_advertised_cidrs
      content {
        range = advertised_ip_ranges.value
      }
    }
  }
}

resource "google_compute_vpn_tunnel" "this" {
  for_each = local.tunnels

  name                            = "${local.name}-${each.key}"
  region                          = var.gcp_region
  vpn_gateway                     = google_compute_ha_vpn_gateway.this.id
  vpn_gateway_interface           = tonumber(each.key)
  peer_external_gateway           = google_compute_external_vpn_gateway.azure.id
  peer_external_gateway_interface = tonumber(each.key)
  router                          = google_compute_router.this.id
  ike_version                     = 2
  shared_secret                   = random_password.key[each.key].result
  labels                          = local.labels
}

resource "google_compute_router_interface" "this" {
  for_each = local.tunnels

  name       = "${local.name}-${each.key}"
  region     = var.gcp_region
  router     = google_compute_router.this.name
  vpn_tunnel = google_compute_vpn_tunnel.this[each.key].name
  ip_range   = "${each.value.gcp_inside}/30"
}

resource "google_compute_router_peer" "this" {
  for_each = local.tunnels

  name            = "${local.name}-${each.key}"
  region          = var.gcp_region
  router          = google_compute_router.this.name
  interface       = google_compute_router_interface.this[each.key].name
  ip_address      = each.value.gcp_inside
  peer_ip_address = each.value.azure_inside
  peer_asn        = var.azure_vpn_gateway.asn
}

resource "google_compute_firewall" "azure" {
  count = length(var.gcp_firewall_ports) > 0 ? 1 : 0

  name          = "${local.name}-from-azure"
  network       = var.gcp_network
  direction     = "INGRESS"
  source_ranges = var.azure_cidrs

  allow {
    protocol = "tcp"
    ports    = var.gcp_firewall_ports
  }
}
