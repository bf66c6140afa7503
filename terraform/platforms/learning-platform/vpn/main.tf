module "vpn" {
  source = "../../../modules/cross-cloud/vpn-aws-gcp"

  platform    = var.platform
  environment = var.environment
  unit        = "vpn"
  owner       = var.owner

  aws_vpc_id          = var.aws_vpc_id
  aws_cidrs           = var.aws_cidrs
  aws_route_table_ids = var.aws_route_table_ids

  gcp_network          = var.gcp_network_id
  gcp_region           = var.gcp_region
  gcp_advertised_cidrs = var.gcp_advertised_cidrs
}
