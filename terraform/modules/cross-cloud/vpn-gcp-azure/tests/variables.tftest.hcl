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

  gcp_network         = "projects/shop-example/global/networks/shop"
  gcp_region          = "us-central1"
  resource_group_name = "shop-dev"
  location            = "eastus"
  azure_cidrs         = ["10.30.0.0/16"]
  azure_vpn_gateway   = { id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworkGateways/g", asn = 65515, public_addresses = ["192.0.2.1", "192.0.2.2"] }
}

run "defaults" {
  command = plan

  assert {
    condition     = length(google_compute_vpn_tunnel.this) == 2 && length(azurerm_virtual_network_gateway_connection.this) == 2 && google_compute_ha_vpn_gateway.this.name == "shop-dev-vpn-gcp-azure"
    error_message = "There are two tunnels, named after the platform."
  }

  assert {
    condition     = google_compute_router_peer.this["1"].peer_ip_address == "169.254.22.10" && google_compute_router_peer.this["1"].peer_asn == 65515 && azurerm_local_network_gateway.gcp["1"].bgp_settings[0].bgp_peering_address == "169.254.22.9" && azurerm_local_network_gateway.gcp["1"].bgp_settings[0].asn == 64521
    error_message = "The BGP sessions meet."
  }

  assert {
    condition     = one([for side in google_compute_external_vpn_gateway.azure.interface : side.ip_address if side.id == 1]) == "192.0.2.2" && length(google_compute_firewall.azure) == 0 && google_compute_router.this.bgp[0].advertise_mode == "DEFAULT"
    error_message = "Google knows both instances, and no port is open."
  }
}

run "settings" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "interconnect"
    owner       = "net"
    labels      = { tier = "gold" }
    name        = "store-bridge"
    location    = "westus2"

    resource_group_name  = "store"
    gcp_network          = "projects/store/global/networks/store"
    gcp_region           = "europe-west1"
    gcp_asn              = 64700
    gcp_advertised_cidrs = ["10.60.0.0/20"]
    gcp_firewall_ports   = ["5432"]
    azure_cidrs          = ["10.70.0.0/16"]
    azure_vpn_gateway    = { id = "/g2", asn = 65010, public_addresses = ["198.51.100.1", "198.51.100.2"] }
    inside_cidrs         = ["169.254.21.16/30", "169.254.22.16/30"]
    key_version          = 2
  }

  assert {
    condition     = google_compute_ha_vpn_gateway.this.name == "store-bridge" && google_compute_ha_vpn_gateway.this.network == var.gcp_network && google_compute_router.this.region == "europe-west1" && google_compute_router.this.bgp[0].asn == 64700
    error_message = "Name, network, region and ASN reach Google."
  }

  assert {
    condition     = google_compute_router.this.bgp[0].advertised_ip_ranges[0].range == "10.60.0.0/20" && google_compute_firewall.azure[0].source_ranges == toset(["10.70.0.0/16"]) && one(google_compute_firewall.azure[0].allow).ports == tolist(["5432"])
    error_message = "Ranges are announced, and the port is open to Azure only."
  }

  assert {
    condition     = azurerm_virtual_network_gateway_connection.this["0"].virtual_network_gateway_id == "/g2" && azurerm_virtual_network_gateway_connection.this["0"].custom_bgp_addresses[0].secondary == "169.254.22.18" && azurerm_local_network_gateway.gcp["0"].location == "westus2" && azurerm_local_network_gateway.gcp["0"].resource_group_name == "store"
    error_message = "Azure's side is as given."
  }

  assert {
    condition     = random_password.key["0"].keepers["version"] == "2"
    error_message = "A new version makes new keys."
  }

  assert {
    condition = azurerm_virtual_network_gateway_connection.this["0"].tags == tomap({
      platform = "store", environment = "production", unit = "interconnect", owner = "net", managed-by = "mcloud", tier = "gold"
    }) && google_compute_vpn_tunnel.this["0"].labels["tier"] == "gold"
    error_message = "Tags and labels follow platform, environment, unit, owner and labels."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform             = "Shop"
    environment          = "x"
    gcp_network          = "shop"
    gcp_region           = "America"
    gcp_advertised_cidrs = ["x"]
    gcp_firewall_ports   = ["postgres"]
    resource_group_name  = ""
    location             = "East US"
    azure_cidrs          = ["0.0.0.0/0"]
    azure_vpn_gateway    = { id = "/g", asn = 64521, public_addresses = ["192.0.2.1", "192.0.2.2"] }
    inside_cidrs         = ["169.254.10.0/30", "169.254.22.0/30"]
  }

  expect_failures = [
    var.platform, var.environment, var.gcp_network, var.gcp_region, var.gcp_advertised_cidrs, var.gcp_firewall_ports,
    var.resource_group_name, var.location, var.azure_cidrs, var.azure_vpn_gateway, var.inside_cidrs,
  ]
}

run "wrong_asn" {
  command = plan

  variables {
    gcp_asn = 65515
  }

  expect_failures = [var.gcp_asn]
}
