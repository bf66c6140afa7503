module "kms" {
  source = "../../../modules/aws/kms"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-security"
  owner       = var.owner

  name     = "${var.platform}-${var.environment}-data"
  services = ["cloudwatch.amazonaws.com", "logs.${var.aws_region}.amazonaws.com"]
}

module "secrets" {
  source = "../../../modules/aws/secrets"

  platform    = var.platform
  environment = var.environment
  unit        = "aws-security"
  owner       = var.owner

  secrets = {
    backend  = { description = "Settings of the backend that are secret" }
    database = { description = "Connection string of the application role on RDS" }
  }

  kms_key_arn = module.kms.key_arn
}
