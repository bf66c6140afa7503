terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

module "kubernetes" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  region              = "us-central1"
  network_id          = "projects/shop-example/global/networks/shop-dev-network"
  subnet_id           = "projects/shop-example/regions/us-central1/subnetworks/shop-dev-network-nodes"
  pods_range_name     = "pods"
  services_range_name = "services"

  authorized_networks = { office = "10.0.0.0/16" }

  workload_identities = {
    backend = {
      namespace          = "shop"
      kubernetes_account = "backend"
      service_account_id = "projects/shop-example/serviceAccounts/shop-dev-backend@shop-example.iam.gserviceaccount.com"
    }
  }
}

output "workload_pool" {
  description = "Pool under which the workloads of the cluster are known."
  value       = module.kubernetes.workload_pool
}
