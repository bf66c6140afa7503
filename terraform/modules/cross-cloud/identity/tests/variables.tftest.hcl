provider "aws" {
  region = "us-east-1"
}

provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  aws_account_id      = "123456789012"
  azure_tenant_id     = "11111111-2222-3333-4444-555555555555"
  azure_audience      = "api://mcloud-shop"
}

run "defaults" {
  command = plan

  assert {
    condition     = length(google_iam_workload_identity_pool.this) == 0 && length(aws_iam_role.this) == 0 && length(aws_iam_openid_connect_provider.entra) == 0 && length(azurerm_user_assigned_identity.this) == 0
    error_message = "By default nobody is trusted."
  }
}

run "settings" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "trust"
    owner       = "security"
    labels      = { tier = "gold" }
    name        = "store-trust"
    location    = "westus2"

    resource_group_name = "store"
    aws_account_id      = "210987654321"
    azure_tenant_id     = "99999999-2222-3333-4444-555555555555"
    azure_audience      = "api://mcloud-store"
    gcp_audience        = "store"
    session_seconds     = 7200
    into_gcp = {
      app = { service_account = "projects/p/serviceAccounts/app@p.iam.gserviceaccount.com", aws_roles = ["app"], azure_principals = ["66666666-2222-3333-4444-555555555555"] }
    }
    into_aws = {
      app = { gcp_service_account_ids = ["112233445566778899001"], azure_principals = ["66666666-2222-3333-4444-555555555555"] }
    }
    into_azure = {
      app = { gcp_service_account_ids = ["112233445566778899001"], aws_subjects = [{ issuer = "https://oidc.example.com/id/1", subject = "system:serviceaccount:a:b" }] }
    }
  }

  assert {
    condition     = google_iam_workload_identity_pool.this[0].workload_identity_pool_id == "store-trust" && google_iam_workload_identity_pool_provider.aws[0].aws[0].account_id == "210987654321" && google_iam_workload_identity_pool_provider.aws[0].attribute_condition == "attribute.aws_role in [\"arn:aws:sts::210987654321:assumed-role/app\"]"
    error_message = "Google trusts the named role of the account only."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.azure[0].oidc[0].issuer_uri == "https://sts.windows.net/99999999-2222-3333-4444-555555555555/" && google_iam_workload_identity_pool_provider.azure[0].oidc[0].allowed_audiences == tolist(["api://mcloud-store"]) && length(google_service_account_iam_member.this) == 2
    error_message = "Google trusts the named identity of the tenant only."
  }

  assert {
    condition     = aws_iam_role.this["app"].name == "store-trust-app" && aws_iam_role.this["app"].max_session_duration == 7200 && aws_iam_openid_connect_provider.entra[0].client_id_list == toset(["api://mcloud-store"])
    error_message = "AWS has the role and trusts the tenant."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.trust["app"].statement : statement.sid] == ["Google", "Entra"] && anytrue([for condition in data.aws_iam_policy_document.trust["app"].statement[0].condition : condition.variable == "accounts.google.com:oaud" && condition.values == tolist(["store"])])
    error_message = "Audience and subject are checked."
  }

  assert {
    condition     = azurerm_federated_identity_credential.this["app/gcp-112233445566778899001"].issuer == "https://accounts.google.com" && length(azurerm_federated_identity_credential.this) == 2 && azurerm_user_assigned_identity.this["app"].location == "westus2" && azurerm_user_assigned_identity.this["app"].resource_group_name == "store"
    error_message = "Azure trusts the named subjects."
  }

  assert {
    condition = aws_iam_role.this["app"].tags == tomap({
      platform = "store", environment = "production", unit = "trust", owner = "security", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    location            = "East US"
    aws_account_id      = "1"
    azure_tenant_id     = "tenant"
    azure_audience      = "mcloud"
    into_gcp            = { app = { service_account = "app@p" } }
    into_aws            = { app = { gcp_service_account_ids = ["app@p"] } }
    into_azure          = { app = {} }
    session_seconds     = 60
  }

  expect_failures = [
    var.platform, var.environment, var.resource_group_name, var.location, var.aws_account_id, var.azure_tenant_id,
    var.azure_audience, var.into_gcp, var.into_aws, var.into_azure, var.session_seconds,
  ]
}
