resource "google_compute_firewall" "internal" {
  name          = "${local.name}-internal"
  description   = "The network's own ranges reach each other."
  network       = google_compute_network.this.name
  direction     = "INGRESS"
  source_ranges = local.internal_cidrs

  allow { protocol = "tcp" }
  allow { protocol = "udp" }
  allow { protocol = "icmp" }
}

resource "google_compute_firewall" "peers" {
  count = length(var.peer_cidrs) > 0 ? 1 : 0

  name          = "${local.name}-peers"
  description   = "Named ranges behind a VPN reach the network."
  network       = google_compute_network.this.name
  direction     = "INGRESS"
  source_ranges = var.peer_cidrs

  allow { protocol = "tcp" }
  allow { protocol = "udp" }
  allow { protocol = "icmp" }

  log_config { metadata = "INCLUDE_ALL_METADATA" }
}

# Source ranges: https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges
resource "google_compute_firewall" "health_checks" {
  name          = "${local.name}-health-checks"
  description   = "Google's load balancers probe their backends."
  network       = google_compute_network.this.name
  direction     = "INGRESS"
  source_ranges = ["35.191.0.0/16", "130.211.0.0/22"]

  allow { protocol = "tcp" }
}

# Source range: https://cloud.google.com/iap/docs/using-tcp-forwarding#create-firewall-rule
resource "google_compute_firewall" "iap_ssh" {
  count = var.iap_ssh ? 1 : 0

  name          = "${local.name}-iap-ssh"
  description   = "Operators come through Identity-Aware Proxy."
  network       = google_compute_network.this.name
  direction     = "INGRESS"
  source_ranges = ["35.235.240.0/20"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }

  log_config { metadata = "INCLUDE_ALL_METADATA" }
}
