module "assets" {
  source = "../../../modules/gcp/bucket"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-storage"
  owner       = var.owner

  name         = var.bucket_name
  location     = upper(var.gcp_region)
  kms_key_name = var.kms_key_name
  writers      = [var.backend_account.member]

  transitions = [
    { age_days = 30, storage_class = "NEARLINE", prefixes = ["backups/", "logs/"] },
    { age_days = 90, storage_class = "COLDLINE", prefixes = ["logs/"] },
  ]
  expirations = [{ age_days = 400, prefixes = ["logs/"] }]

  cors = length(var.origins) == 0 ? [] : [{ origins = var.origins, methods = ["GET", "HEAD", "PUT"] }]

  deletion_protection = var.deletion_protection
}
