provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform            = "shop"
  environment         = "dev"
  owner               = "platform-team"
  region              = "us-central1"
  network_id          = "projects/shop-example/global/networks/main"
  subnet_id           = "projects/shop-example/regions/us-central1/subnetworks/nodes"
  pods_range_name     = "pods"
  services_range_name = "services"
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
    condition     = google_container_cluster.this.name == "store-production-kubernetes"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_container_cluster.this.resource_labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_container_cluster.this.name == "shop-dev-kubernetes" && google_container_cluster.this.location == "us-central1" && google_container_cluster.this.deletion_protection
    error_message = "The cluster is named after the platform, regional and protected."
  }

  assert {
    condition     = google_container_cluster.this.private_cluster_config[0].enable_private_nodes && google_container_cluster.this.private_cluster_config[0].enable_private_endpoint && length(google_container_cluster.this.master_authorized_networks_config[0].cidr_blocks) == 0
    error_message = "Nodes and control plane are private."
  }

  assert {
    condition     = google_container_cluster.this.ip_allocation_policy[0].cluster_secondary_range_name == "pods" && google_container_cluster.this.ip_allocation_policy[0].services_secondary_range_name == "services" && google_container_cluster.this.network == var.network_id && google_container_cluster.this.subnetwork == var.subnet_id
    error_message = "It lies in the given network, subnet and ranges."
  }

  assert {
    condition     = google_container_node_pool.this["general"].autoscaling[0].total_max_node_count == 6 && google_container_node_pool.this["general"].node_config[0].workload_metadata_config[0].mode == "GKE_METADATA" && length(google_project_iam_member.nodes) == 2
    error_message = "One pool scales, hides the node's credentials and has two roles."
  }
}

run "settings" {
  command = plan

  variables {
    name                   = "trades"
    region                 = "europe-west1"
    node_zones             = ["europe-west1-b", "europe-west1-c"]
    network_id             = "projects/p/global/networks/n"
    subnet_id              = "projects/p/regions/europe-west1/subnetworks/s"
    pods_range_name        = "p"
    services_range_name    = "s"
    control_plane_cidr     = "172.17.0.16/28"
    public_endpoint        = true
    authorized_networks    = { office = "198.51.100.0/24" }
    release_channel        = "STABLE"
    maintenance            = { start_time = "2025-01-05T00:00:00Z", end_time = "2025-01-05T06:00:00Z", recurrence = "FREQ=WEEKLY;BYDAY=SU" }
    secrets_kms_key_name   = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/s"
    node_disk_kms_key_name = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/d"
    binary_authorization   = true
    node_roles             = ["roles/container.defaultNodeServiceAccount"]
    deletion_protection    = false
    node_pools = {
      compute = {
        machine_type = "c3-standard-8", min_nodes = 0, max_nodes = 20, spot = true, disk_gb = 200, disk_type = "pd-ssd"
        node_labels  = { tier = "compute" }, taints = [{ key = "dedicated", value = "compute", effect = "NO_SCHEDULE" }]
      }
    }
    workload_identities = { api = { namespace = "shop", kubernetes_account = "api", service_account_id = "projects/p/serviceAccounts/api@p.iam.gserviceaccount.com" } }
  }

  assert {
    condition     = google_container_cluster.this.name == "trades" && google_container_cluster.this.location == "europe-west1" && length(google_container_cluster.this.node_locations) == 2 && google_container_cluster.this.network == "projects/p/global/networks/n" && google_container_cluster.this.subnetwork == "projects/p/regions/europe-west1/subnetworks/s"
    error_message = "The cluster stands where asked."
  }

  assert {
    condition     = google_container_cluster.this.ip_allocation_policy[0].cluster_secondary_range_name == "p" && google_container_cluster.this.ip_allocation_policy[0].services_secondary_range_name == "s" && google_container_cluster.this.private_cluster_config[0].master_ipv4_cidr_block == "172.17.0.16/28"
    error_message = "Its ranges are the given ones."
  }

  assert {
    condition     = !google_container_cluster.this.private_cluster_config[0].enable_private_endpoint && one(google_container_cluster.this.master_authorized_networks_config[0].cidr_blocks).cidr_block == "198.51.100.0/24"
    error_message = "The control plane is public only when asked, and then for the named networks."
  }

  assert {
    condition     = google_container_cluster.this.release_channel[0].channel == "STABLE" && google_container_cluster.this.maintenance_policy[0].recurring_window[0].recurrence == "FREQ=WEEKLY;BYDAY=SU" && google_container_cluster.this.database_encryption[0].key_name == var.secrets_kms_key_name && google_container_cluster.this.binary_authorization[0].evaluation_mode == "PROJECT_SINGLETON_POLICY_ENFORCE" && !google_container_cluster.this.deletion_protection
    error_message = "Versions, maintenance, encryption, image policy and protection follow."
  }

  assert {
    condition     = google_container_node_pool.this["compute"].node_config[0].machine_type == "c3-standard-8" && google_container_node_pool.this["compute"].node_config[0].spot && google_container_node_pool.this["compute"].node_config[0].boot_disk_kms_key == var.node_disk_kms_key_name && google_container_node_pool.this["compute"].node_config[0].taint[0].effect == "NO_SCHEDULE" && google_container_node_pool.this["compute"].autoscaling[0].total_max_node_count == 20
    error_message = "The pool is the described one."
  }

  assert {
    condition     = google_service_account_iam_member.workloads["api"].member == "serviceAccount:${output.workload_pool}[shop/api]" && length(google_project_iam_member.nodes) == 1
    error_message = "Workloads act as their service account, nodes have the given roles."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "d"
    region              = "europe"
    control_plane_cidr  = "172.16.0.0/24"
    authorized_networks = { all = "0.0.0.0/0" }
    release_channel     = "FAST"
    maintenance         = { start_time = "03:00" }
    node_roles          = ["roles/editor"]
    node_pools          = { general = { min_nodes = 5, max_nodes = 2 } }
    workload_identities = { api = { namespace = "n", kubernetes_account = "a", service_account_id = "api@p" } }
  }

  expect_failures = [
    var.platform, var.environment, var.region, var.control_plane_cidr, var.authorized_networks, var.release_channel,
    var.maintenance, var.node_roles, var.node_pools, var.workload_identities,
  ]
}

run "wrong_zone" {
  command = plan

  variables {
    node_zones = ["europe-west1-b"]
  }

  expect_failures = [var.node_zones]
}
