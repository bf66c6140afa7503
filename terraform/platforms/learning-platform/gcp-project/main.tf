module "project" {
  source = "../../../modules/gcp/project"

  platform    = var.platform
  environment = var.environment
  unit        = "gcp-project"
  owner       = var.owner

  services = [
    "cloudkms.googleapis.com",
    "compute.googleapis.com",
    "container.googleapis.com",
    "dns.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "monitoring.googleapis.com",
    "redis.googleapis.com",
    "secretmanager.googleapis.com",
    "servicenetworking.googleapis.com",
    "sqladmin.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com",
  ]

  service_accounts = {
    backend = {
      display_name = "Backend of the learning platform"
      roles        = ["roles/cloudsql.client", "roles/cloudsql.instanceUser"]
    }
  }

  # The role by its name and not as an output of aws-kubernetes: Google does not ask whether it exists, and this unit
  # must not wait for a cluster.
  aws_accounts = {
    primary = {
      account_id = var.aws_account_id
      grants     = [{ role = "${var.platform}-${var.environment}-kubernetes-backend", service_account = "backend" }]
    }
  }
}
