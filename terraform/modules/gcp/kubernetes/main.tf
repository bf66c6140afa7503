locals {
  # GKE takes 40 characters.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-kubernetes"), 0, 40), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

data "google_project" "this" {}

locals {
  workload_pool = "${data.google_project.this.project_id}.svc.id.goog"
}

resource "google_container_cluster" "this" {
  name                = local.name
  location            = var.region
  node_locations      = length(var.node_zones) > 0 ? var.node_zones : null
  network             = var.network_id
  subnetwork          = var.subnet_id
  networking_mode     = "VPC_NATIVE"
  datapath_provider   = "ADVANCED_DATAPATH"
  deletion_protection = var.deletion_protection
  resource_labels     = local.labels

  # Pools are resources of their own, so that one can be replaced without the cluster.
  remove_default_node_pool = true
  initial_node_count       = 1

  enable_shielded_nodes = true

  # The pool that GKE makes first and that goes at once; without it that pool runs as the project's default account.
  node_config {
    service_account = google_service_account.nodes.email

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
  }

  ip_allocation_policy {
    cluster_secondary_range_name  = var.pods_range_name
    services_secondary_range_name = var.services_range_name
  }

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = !var.public_endpoint
    master_ipv4_cidr_block  = var.control_plane_cidr

    master_global_access_config { enabled = true }
  }

  master_authorized_networks_config {
    gcp_public_cidrs_access_enabled = false

    dynamic "cidr_blocks" {
      for_each = var.authorized_networks
      content {
        cidr_block   = cidr_blocks.value
        display_name = cidr_blocks.key
      }
    }
  }

  master_auth {
    client_certificate_config { issue_client_certificate = false }
  }

  workload_identity_config { workload_pool = local.workload_pool }

  release_channel { channel = var.release_channel }

  maintenance_policy {
    recurring_window {
      start_time = var.maintenance.start_time
      end_time   = var.maintenance.end_time
      recurrence = var.maintenance.recurrence
    }
  }

  dynamic "database_encryption" {
    for_each = var.secrets_kms_key_name == null ? [] : [var.secrets_kms_key_name]
    content {
      state    = "ENCRYPTED"
      key_name = database_encryption.value
    }
  }

  binary_authorization {
    evaluation_mode = var.binary_authorization ? "PROJECT_SINGLETON_POLICY_ENFORCE" : "DISABLED"
  }

  addons_config {
    gce_persistent_disk_csi_driver_config { enabled = true }
    http_load_balancing { disabled = false }
    horizontal_pod_autoscaling { disabled = false }
    dns_cache_config { enabled = true }
  }

  gateway_api_config { channel = "CHANNEL_STANDARD" }

  logging_config { enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"] }

  monitoring_config {
    enable_components = ["SYSTEM_COMPONENTS"]
    managed_prometheus { enabled = true }
  }

  cost_management_config { enabled = true }

  security_posture_config {
    mode               = "BASIC"
    vulnerability_mode = "VULNERABILITY_DISABLED"
  }

  lifecycle {
    # Belongs to the first pool, which is gone.
    ignore_changes = [node_config, initial_node_count]
  }
}
