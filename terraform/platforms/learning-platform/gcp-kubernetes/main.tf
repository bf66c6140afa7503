module "kubernetes" {
  source = "../../../modules/gcp/kubernetes"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-kubernetes"
  owner       = var.owner

  region              = var.gcp_region
  network_id          = var.network_id
  subnet_id           = var.subnet_id
  pods_range_name     = "pods"
  services_range_name = "services"

  secrets_kms_key_name   = var.kms_key_name
  node_disk_kms_key_name = var.kms_key_name
  authorized_networks    = { for index, cidr in var.aws_cidrs : "aws-${index}" => cidr }

  node_pools = merge(
    { general = { machine_type = var.machine_type, min_nodes = var.nodes.min, max_nodes = var.nodes.max } },
    var.spot_nodes == 0 ? {} : {
      spot = {
        machine_type = var.machine_type
        spot         = true
        min_nodes    = 0
        max_nodes    = var.spot_nodes
        taints       = [{ key = "spot", value = "true", effect = "NO_SCHEDULE" }]
      }
    },
  )

  workload_identities = {
    backend = {
      namespace          = "learning"
      kubernetes_account = "backend"
      service_account_id = var.backend_account.id
    }
  }

  deletion_protection = var.deletion_protection
}
