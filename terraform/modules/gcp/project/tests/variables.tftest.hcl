provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform         = "shop"
  environment      = "dev"
  owner            = "platform-team"
  services         = ["compute.googleapis.com"]
  service_accounts = { backend = { display_name = "Backend", roles = ["roles/cloudsql.client"] } }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_service_account.this["backend"].account_id == "shop-dev-backend" && google_service_account.this["backend"].display_name == "Backend"
    error_message = "A service account is named after the platform."
  }

  assert {
    condition     = google_project_iam_member.this["backend roles/cloudsql.client"].role == "roles/cloudsql.client" && !google_project_service.this["compute.googleapis.com"].disable_on_destroy
    error_message = "Roles are given, and APIs stay enabled."
  }

  assert {
    condition     = length(google_project.this) == 0 && length(google_iam_workload_identity_pool.this) == 0 && length(google_project_iam_audit_config.this) == 3
    error_message = "No project and no pool are made unasked; access to secrets and keys is logged."
  }
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
    project     = { id = "store-production" }
  }

  assert {
    condition     = google_service_account.this["backend"].account_id == "store-productio-backend" && strcontains(google_service_account.this["backend"].description, "unit orders, owner Orders Team")
    error_message = "The name follows platform and environment within 30 characters, the description says whose it is."
  }

  assert {
    condition = google_project.this[0].labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades"
    project             = { id = "trades-dev", folder_id = "123", billing_account = "000000-111111-222222" }
    deletion_protection = false
    services            = ["run.googleapis.com", "pubsub.googleapis.com"]
    service_accounts    = { api = { display_name = "API" } }
    audit_log_services  = ["allServices"]
    aws_accounts        = { main = { account_id = "123456789012", grants = [{ role = "producer", service_account = "api" }] } }
    oidc_providers = {
      ci = {
        issuer_uri          = "https://token.actions.githubusercontent.com"
        attribute_condition = "assertion.repository_owner == \"shop\""
        grants              = [{ attribute = "repository", value = "shop/platform", service_account = "api" }]
      }
    }
  }

  assert {
    condition     = google_project.this[0].folder_id == "123" && google_project.this[0].deletion_policy == "DELETE" && length(google_project_service.this) == 2
    error_message = "The project is made in its folder with its APIs, and protected only as asked."
  }

  assert {
    condition     = google_service_account.this["api"].account_id == "trades-api" && length(google_project_iam_member.this) == 0
    error_message = "A given name is kept, and no role is given unasked."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.aws["main"].aws[0].account_id == "123456789012" && google_iam_workload_identity_pool_provider.oidc["ci"].attribute_condition == "assertion.repository_owner == \"shop\""
    error_message = "Both kinds of providers are made."
  }

  assert {
    condition     = length(google_service_account_iam_member.federated) == 2 && google_project_iam_audit_config.this["allServices"].service == "allServices"
    error_message = "Every grant becomes a binding, and the named services are logged."
  }
}

run "trust" {
  command = plan

  variables {
    project = { id = "trades-dev", org_id = "456" }
    oidc_providers = {
      ci = {
        issuer_uri          = "https://gitlab.example"
        allowed_audiences   = ["google"]
        attribute_mapping   = { "google.subject" = "assertion.sub", "attribute.group" = "assertion.namespace_path" }
        attribute_condition = "assertion.namespace_path == \"shop\""
      }
    }
  }

  assert {
    condition     = google_project.this[0].org_id == "456" && google_project.this[0].deletion_policy == "PREVENT"
    error_message = "The project is made in its organisation and protected."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.oidc["ci"].oidc[0].allowed_audiences == tolist(["google"]) && google_iam_workload_identity_pool_provider.oidc["ci"].attribute_mapping["attribute.group"] == "assertion.namespace_path"
    error_message = "Audiences and attributes follow."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform         = "Shop"
    environment      = "d"
    project          = { id = "X" }
    services         = ["container"]
    service_accounts = { backend = { display_name = "Backend", roles = ["roles/editor"] } }
  }

  expect_failures = [var.platform, var.environment, var.project, var.services, var.service_accounts]
}

run "wrong_federation" {
  command = plan

  variables {
    aws_accounts   = { main = { account_id = "1", grants = [{ role = "r", service_account = "nobody" }] } }
    oidc_providers = { ci = { issuer_uri = "http://ci", attribute_condition = "" } }
  }

  expect_failures = [var.aws_accounts, var.oidc_providers]
}
