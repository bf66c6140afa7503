terraform {
  required_version = ">= 1.8"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

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

module "identity" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  location            = "eastus"
  aws_account_id      = "123456789012"
  azure_tenant_id     = "11111111-2222-3333-4444-555555555555"
  azure_audience      = "api://mcloud-shop"

  into_gcp = {
    backend = {
      service_account  = "projects/shop-example/serviceAccounts/backend@shop-example.iam.gserviceaccount.com"
      aws_roles        = ["shop-dev-backend"]
      azure_principals = ["66666666-2222-3333-4444-555555555555"]
    }
  }

  into_aws = {
    backend = {
      gcp_service_account_ids = ["112233445566778899001"]
      azure_principals        = ["66666666-2222-3333-4444-555555555555"]
    }
  }

  into_azure = {
    backend = {
      gcp_service_account_ids = ["112233445566778899001"]
      aws_subjects = [{
        issuer  = "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
        subject = "system:serviceaccount:shop:backend"
      }]
    }
  }
}
