resource "google_compute_global_address" "services" {
  count = var.psa_cidr == null ? 0 : 1

  name          = "${local.name}-services"
  network       = google_compute_network.this.id
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  address       = split("/", var.psa_cidr)[0]
  prefix_length = tonumber(split("/", var.psa_cidr)[1])
  labels        = local.labels
}

resource "google_service_networking_connection" "services" {
  count = var.psa_cidr == null ? 0 : 1

  network                 = google_compute_network.this.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services[0].name]
}

# Without it a managed database knows no way back to a peer behind the VPN.
resource "google_compute_network_peering_routes_config" "services" {
  count = var.psa_cidr == null ? 0 : 1

  network              = google_compute_network.this.name
  peering              = google_service_networking_connection.services[0].peering
  export_custom_routes = true
  import_custom_routes = false
}
