# The replica: it subscribes to RDS by native logical replication, and becomes the writer in a failover.
module "postgres" {
  source = "../../../modules/gcp/postgres"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-postgres"
  owner       = var.owner

  region         = var.gcp_region
  network_id     = var.network_id
  psa_range_name = var.psa_range_name

  tier                = var.tier
  disk_size_gb        = var.disk_gb
  highly_available    = var.highly_available
  logical_replication = true
  kms_key_name        = var.kms_key_name
  backup              = { retained = var.backups }
  deletion_protection = var.deletion_protection

  databases      = ["learning"]
  iam_users      = [var.backend_account.email]
  password_users = { mcloud_admin = { password_version = 1 }, learning_app = { password_version = 1 } }
}
