provider "azurerm" {
  subscription_id = "00000000-0000-0000-0000-000000000001"
  features {}
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"

  resource_group_name = "shop-dev"
  zone                = "shop.example.com"
}

run "defaults" {
  command = plan

  assert {
    condition     = azurerm_dns_zone.this.name == "shop.example.com" && azurerm_dns_zone.this.resource_group_name == "shop-dev"
    error_message = "The zone is the given one."
  }

  assert {
    condition     = length(azurerm_traffic_manager_profile.this) == 0 && length(azurerm_management_lock.this) == 1
    error_message = "Nothing is routed, and a lock keeps the zone."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "traffic"
    owner       = "net"
    labels      = { tier = "gold" }
    name        = "store-names"

    resource_group_name = "store"
    zone                = "store.example.org"
    routed              = { app = { policy = "failover", targets = [{ name = "aws", value = "192.0.2.10" }] } }
  }

  assert {
    condition     = startswith(azurerm_traffic_manager_profile.this["app"].name, "store-names-app-") && azurerm_dns_zone.this.name == "store.example.org" && azurerm_dns_zone.this.resource_group_name == "store"
    error_message = "Profiles follow the given name, the zone stands in the given group."
  }

  assert {
    condition = azurerm_dns_zone.this.tags == tomap({
      platform = "store", environment = "production", unit = "traffic", owner = "net", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "settings" {
  command = plan

  variables {
    records = {
      a    = { name = "api", type = "A", values = ["192.0.2.1"], ttl_seconds = 60 }
      aaaa = { name = "api", type = "AAAA", values = ["2001:db8::1"] }
      docs = { name = "docs", type = "CNAME", values = ["docs.example.net"] }
      txt  = { name = "@", type = "TXT", values = ["one", "two"] }
    }
    routed = {
      app = {
        policy      = "failover"
        ttl_seconds = 10
        health      = { protocol = "HTTP", port = 8080, path = "/up", interval_seconds = 10, failures = 2 }
        targets     = [{ name = "aws", value = "192.0.2.10" }, { name = "azure", value = "198.51.100.10" }]
      }
      www = {
        policy  = "weighted"
        targets = [{ name = "aws", value = "a.example.net", weight = 70 }, { name = "azure", value = "b.example.net", weight = 30 }]
      }
      near = {
        policy  = "latency"
        targets = [{ name = "aws", value = "a.example.net", location = "eastus" }]
      }
      geo = {
        policy  = "geolocation"
        targets = [{ name = "aws", value = "a.example.net", places = ["WORLD"] }, { name = "gcp", value = "b.example.net", places = ["GEO-EU"] }]
      }
    }
    deletion_protection = false
  }

  assert {
    condition     = azurerm_dns_a_record.this["a"].ttl == 60 && azurerm_dns_aaaa_record.this["aaaa"].name == "api" && azurerm_dns_cname_record.this["docs"].record == "docs.example.net" && length(azurerm_dns_txt_record.this["txt"].record) == 2
    error_message = "Plain records are made by type."
  }

  assert {
    condition = { for key, profile in azurerm_traffic_manager_profile.this : key => profile.traffic_routing_method } == {
      app = "Priority", www = "Weighted", near = "Performance", geo = "Geographic"
    }
    error_message = "Every policy has its method."
  }

  assert {
    condition     = azurerm_traffic_manager_profile.this["app"].monitor_config[0].interval_in_seconds == 10 && azurerm_traffic_manager_profile.this["app"].monitor_config[0].tolerated_number_of_failures == 1 && azurerm_traffic_manager_profile.this["app"].dns_config[0].ttl == 10
    error_message = "The health check and the TTL reach the profile."
  }

  assert {
    condition     = azurerm_traffic_manager_external_endpoint.this["app/azure"].priority == 2 && azurerm_traffic_manager_external_endpoint.this["www/aws"].weight == 70 && azurerm_traffic_manager_external_endpoint.this["near/aws"].endpoint_location == "eastus" && azurerm_traffic_manager_external_endpoint.this["geo/gcp"].geo_mappings == tolist(["GEO-EU"])
    error_message = "Order, weight, location and places reach the targets."
  }

  assert {
    condition     = keys(azurerm_dns_a_record.routed) == ["app"] && keys(azurerm_dns_cname_record.routed) == ["geo", "near", "www"] && length(azurerm_management_lock.this) == 0
    error_message = "Addresses are answered by an A alias, names by a CNAME; the lock is lifted."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform            = "Shop"
    environment         = "x"
    resource_group_name = ""
    zone                = "Shop"
    records             = { a = { name = "@", type = "CNAME", values = ["a.example.net"] } }
    routed              = { app = { policy = "latency", targets = [{ name = "aws", value = "192.0.2.10", weight = 0 }] } }
  }

  expect_failures = [var.platform, var.environment, var.resource_group_name, var.zone, var.records, var.routed]
}

run "apex_by_name" {
  command = plan

  variables {
    routed = { "@" = { policy = "failover", targets = [{ name = "aws", value = "a.example.net" }] } }
  }

  expect_failures = [azurerm_dns_cname_record.routed["@"]]
}
