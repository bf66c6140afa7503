resource "google_service_account" "nodes" {
  # A service account id has at most 30 characters.
  account_id   = "${trimsuffix(substr(local.name, 0, 24), "-")}-nodes"
  display_name = "Nodes of ${local.name}"
}

resource "google_project_iam_member" "nodes" {
  for_each = var.node_roles

  project = data.google_project.this.project_id
  role    = each.value
  member  = google_service_account.nodes.member
}

resource "google_container_node_pool" "this" {
  for_each = var.node_pools

  name     = each.key
  cluster  = google_container_cluster.this.id
  location = var.region

  autoscaling {
    total_min_node_count = each.value.min_nodes
    total_max_node_count = each.value.max_nodes
    location_policy      = each.value.spot ? "ANY" : "BALANCED"
  }

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  upgrade_settings {
    max_surge       = 1
    max_unavailable = 0
  }

  node_config {
    machine_type      = each.value.machine_type
    spot              = each.value.spot
    disk_size_gb      = each.value.disk_gb
    disk_type         = each.value.disk_type
    boot_disk_kms_key = var.node_disk_kms_key_name
    image_type        = "COS_CONTAINERD"
    service_account   = google_service_account.nodes.email
    oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
    labels            = each.value.node_labels
    resource_labels   = local.labels
    metadata          = { disable-legacy-endpoints = "true" }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }

    workload_metadata_config { mode = "GKE_METADATA" }

    dynamic "taint" {
      for_each = each.value.taints
      content {
        key    = taint.value.key
        value  = taint.value.value
        effect = taint.value.effect
      }
    }
  }

  depends_on = [google_project_iam_member.nodes]
}

resource "google_service_account_iam_member" "workloads" {
  for_each = var.workload_identities

  service_account_id = each.value.service_account_id
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${local.workload_pool}[${each.value.namespace}/${each.value.kubernetes_account}]"

  # The pool exists once a cluster of the project uses it.
  depends_on = [google_container_cluster.this]
}
