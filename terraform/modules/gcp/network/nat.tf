locals {
  nat_regions = var.nat ? local.regions : toset([])

  nat_places = merge([for region in local.nat_regions : {
    for index in range(var.nat_addresses) : "${region}-${index}" => region
  }]...)
}

resource "google_compute_router" "nat" {
  for_each = local.nat_regions

  name    = "${local.name}-nat"
  network = google_compute_network.this.id
  region  = each.value
}

resource "google_compute_address" "nat" {
  for_each = local.nat_places

  name   = "${local.name}-nat-${each.key}"
  region = each.value
  labels = local.labels
}

resource "google_compute_router_nat" "this" {
  for_each = local.nat_regions

  name   = "${local.name}-nat"
  router = google_compute_router.nat[each.key].name
  region = each.value

  nat_ip_allocate_option             = var.nat_addresses > 0 ? "MANUAL_ONLY" : "AUTO_ONLY"
  nat_ips                            = var.nat_addresses > 0 ? [for key, region in local.nat_places : google_compute_address.nat[key].self_link if region == each.value] : null
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}
