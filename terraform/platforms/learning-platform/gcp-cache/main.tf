module "cache" {
  source = "../../../modules/gcp/cache"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-cache"
  owner       = var.owner

  region         = var.gcp_region
  network_id     = var.network_id
  psa_range_name = var.psa_range_name

  memory_gb        = var.memory_gb
  highly_available = var.highly_available
  kms_key_name     = var.kms_key_name
}
