module "kms" {
  source = "../../../modules/gcp/kms"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-security"
  owner       = var.owner

  name           = "${var.platform}-${var.environment}-data"
  location       = var.gcp_region
  keys           = { data = {} }
  service_agents = ["compute", "container", "redis", "secretmanager", "sql", "storage"]
}

module "secrets" {
  source = "../../../modules/gcp/secrets"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-security"
  owner       = var.owner

  secrets = {
    backend  = { readers = [var.backend_account.member] }
    database = { readers = [var.backend_account.member] }
  }

  replicas = { (var.gcp_region) = module.kms.keys["data"] }
}
