# Both zones are authoritative for one name: the parent delegates to the name servers of both, and the records in them
# belong to `mcloud traffic`, which keeps them alike.
module "aws" {
  source = "../../../modules/aws/dns"

  platform    = var.platform
  environment = var.environment
  unit        = "dns"
  owner       = var.owner

  zone = var.zone
  health_checks = {
    backend-aws  = { fqdn = "backend-aws.${var.zone}", path = "/healthz", interval = 30, failures = 3 }
    backend-gcp  = { fqdn = "backend-gcp.${var.zone}", path = "/healthz", interval = 30, failures = 3 }
    frontend-aws = { fqdn = "frontend-aws.${var.zone}", path = "/healthz", interval = 30, failures = 3 }
    frontend-gcp = { fqdn = "frontend-gcp.${var.zone}", path = "/healthz", interval = 30, failures = 3 }
  }
  deletion_protection = var.deletion_protection
}

module "gcp" {
  source = "../../../modules/gcp/dns"

  platform    = var.platform
  environment = var.environment
  unit        = "dns"
  owner       = var.owner

  domain = var.zone
  health_checks = {
    backend = { path = "/healthz", host = "backend-gcp.${var.zone}" }
  }

  # Two providers that sign one zone with keys of their own break it for everyone who validates.
  dnssec              = false
  deletion_protection = var.deletion_protection
}
