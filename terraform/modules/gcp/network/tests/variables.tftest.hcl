provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  subnets = {
    nodes = { region = "us-central1", cidr = "10.20.0.0/20", secondary_ranges = { pods = "10.24.0.0/14" } }
  }
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
  }

  assert {
    condition     = google_compute_network.this.name == "store-production-network"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_compute_global_address.services[0].labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_compute_subnetwork.this["nodes"].name == "shop-dev-network-nodes" && google_compute_subnetwork.this["nodes"].private_ip_google_access
    error_message = "A subnet is named after its network and reaches Google's APIs privately."
  }

  assert {
    condition     = google_compute_subnetwork.this["nodes"].log_config[0].flow_sampling == 0.5 && length(google_compute_router_nat.this) == 1
    error_message = "Flows are logged and NAT is there."
  }

  assert {
    condition     = toset(google_compute_firewall.internal.source_ranges) == toset(["10.20.0.0/20", "10.24.0.0/14", "10.30.0.0/16"])
    error_message = "Only the network's own ranges reach it."
  }

  assert {
    condition     = length(google_compute_firewall.peers) == 0 && length(google_compute_firewall.iap_ssh) == 0
    error_message = "Nobody else comes in by default."
  }
}

run "settings" {
  command = plan

  variables {
    name = "trades"
    subnets = {
      nodes = { region = "us-central1", cidr = "10.40.0.0/20" }
      edge  = { region = "europe-west1", cidr = "10.41.0.0/20" }
    }
    psa_cidr          = "10.50.0.0/20"
    peer_cidrs        = ["10.0.0.0/16"]
    routing_mode      = "REGIONAL"
    mtu               = 1500
    nat_addresses     = 2
    flow_log_sampling = 0
    iap_ssh           = true
  }

  assert {
    condition     = google_compute_network.this.name == "trades" && google_compute_network.this.routing_mode == "REGIONAL" && google_compute_network.this.mtu == 1500
    error_message = "Name, routing mode and MTU reach the network."
  }

  assert {
    condition     = google_compute_subnetwork.this["edge"].region == "europe-west1" && length(google_compute_subnetwork.this["edge"].log_config) == 0
    error_message = "Every subnet is made in its region, without logs where none are wished."
  }

  assert {
    condition     = google_compute_global_address.services[0].address == "10.50.0.0" && google_compute_global_address.services[0].prefix_length == 20
    error_message = "The range of managed services is the given one."
  }

  assert {
    condition     = google_compute_firewall.peers[0].source_ranges == toset(["10.0.0.0/16"]) && length(google_compute_firewall.iap_ssh) == 1
    error_message = "Peers and operators may come in when named."
  }

  assert {
    condition     = length(google_compute_address.nat) == 4 && google_compute_router_nat.this["europe-west1"].nat_ip_allocate_option == "MANUAL_ONLY"
    error_message = "Each region gets its reserved addresses."
  }
}

run "closed" {
  command = plan

  variables {
    nat      = false
    psa_cidr = null
  }

  assert {
    condition     = length(google_compute_router_nat.this) == 0 && length(google_service_networking_connection.services) == 0
    error_message = "Without NAT and managed services neither is made."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform          = "Shop"
    environment       = "d"
    subnets           = { Nodes = { region = "us", cidr = "10.0.0.0" } }
    psa_cidr          = "10.0.0.0/28"
    peer_cidrs        = ["0.0.0.0/0"]
    routing_mode      = "LOCAL"
    mtu               = 9000
    nat_addresses     = 17
    flow_log_sampling = 2
  }

  expect_failures = [
    var.platform, var.environment, var.subnets, var.psa_cidr, var.peer_cidrs, var.routing_mode, var.mtu,
    var.nat_addresses, var.flow_log_sampling,
  ]
}
