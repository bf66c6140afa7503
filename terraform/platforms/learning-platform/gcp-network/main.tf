module "network" {
  source = "../../../modules/gcp/network"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-network"
  owner       = var.owner

  subnets = {
    nodes = {
      region           = var.gcp_region
      cidr             = var.nodes_cidr
      secondary_ranges = { pods = var.pods_cidr, services = var.services_cidr }
    }
  }

  psa_cidr          = var.psa_cidr
  peer_cidrs        = var.aws_cidrs
  flow_log_sampling = var.flow_log_sampling
}
