module "network" {
  source = "../../../modules/aws/network"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-network"
  owner       = var.owner

  cidr                    = var.cidr
  availability_zones      = var.availability_zones
  nat                     = var.nat
  flow_log_retention_days = var.flow_log_retention_days
}
