# The writer of the platform: Cloud SQL subscribes to it through the VPN.
module "postgres" {
  source = "../../../modules/aws/postgres"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-postgres"
  owner       = var.owner

  vpc_id     = var.vpc_id
  subnet_ids = var.database_subnet_ids

  allowed_security_group_ids = { nodes = var.node_security_group_id }
  allowed_cidrs              = var.gcp_cidrs

  database_name         = "learning"
  instance_class        = var.instance_class
  storage_gb            = var.storage_gb
  max_storage_gb        = var.storage_gb * 5
  multi_az              = var.multi_az
  logical_replication   = true
  backup_retention_days = var.backup_retention_days
  kms_key_arn           = var.kms_key_arn
  deletion_protection   = var.deletion_protection
}
