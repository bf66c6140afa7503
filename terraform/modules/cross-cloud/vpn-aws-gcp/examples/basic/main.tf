terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
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

module "vpn" {
  source = "../.."

  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  aws_vpc_id          = "vpc-0123456789abcdef0"
  aws_cidrs           = ["10.10.0.0/16"]
  aws_route_table_ids = ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"]

  gcp_network          = "projects/shop-example/global/networks/shop-dev-network"
  gcp_region           = "us-central1"
  gcp_advertised_cidrs = ["10.20.240.0/20"]
  gcp_firewall_ports   = ["5432"]
}
