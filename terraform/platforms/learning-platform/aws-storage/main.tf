module "assets" {
  source = "../../../modules/aws/bucket"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-storage"
  owner       = var.owner

  name        = var.bucket_name
  kms_key_arn = var.kms_key_arn

  lifecycle_rules = {
    backups = { prefix = "backups/", transitions = { STANDARD_IA = 30 }, expire_old_versions_days = 90 }
    logs    = { prefix = "logs/", transitions = { STANDARD_IA = 30, GLACIER = 90 }, expire_days = 400, expire_old_versions_days = 30 }
    uploads = { prefix = "uploads/", expire_old_versions_days = 90 }
  }

  cors_rules = length(var.origins) == 0 ? [] : [{ origins = var.origins, methods = ["GET", "HEAD", "PUT"], headers = ["Content-Type"] }]

  deletion_protection = var.deletion_protection
}
