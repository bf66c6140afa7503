provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  domain      = "shop.example"
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
  }

  assert {
    condition     = google_dns_managed_zone.this.name == "store-production-dns"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_dns_managed_zone.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_dns_managed_zone.this.dns_name == "shop.example." && google_dns_managed_zone.this.visibility == "public" && google_dns_managed_zone.this.dnssec_config[0].state == "on" && !google_dns_managed_zone.this.force_destroy
    error_message = "The zone is public, signed and kept."
  }
}

run "settings" {
  command = plan

  variables {
    name                = "trades"
    domain              = "trades.example"
    dnssec              = false
    query_logging       = true
    deletion_protection = false
    health_checks = {
      web  = { protocol = "HTTP", port = 8080, path = "/healthz", host = "trades.example", interval_seconds = 60, unhealthy_threshold = 3, regions = ["us-west1", "us-east4", "europe-west3"] }
      tls  = {}
      port = { protocol = "TCP", port = 5432 }
    }
    records = {
      a    = { name = "", type = "A", ttl = 60, values = ["203.0.113.1"] }
      w    = { name = "w", type = "A", weighted = [{ weight = 1, targets = ["203.0.113.1"] }] }
      wh   = { name = "wh", type = "A", health_check = "web", weighted = [{ weight = 1, targets = ["203.0.113.1"] }] }
      geo  = { name = "geo", type = "CNAME", geo = [{ region = "us-east1", targets = ["a.example."] }] }
      geoh = { name = "geoh", type = "A", health_check = "tls", geo = [{ region = "us-east1", targets = ["203.0.113.1"] }] }
      f    = { name = "f", type = "A", health_check = "web", failover = { primary = ["203.0.113.1"], backup = ["203.0.113.2"], backup_region = "us-east1", trickle_ratio = 0.1 } }
    }
  }

  assert {
    condition     = google_dns_managed_zone.this.name == "trades" && google_dns_managed_zone.this.dns_name == "trades.example." && google_dns_managed_zone.this.dnssec_config[0].state == "off" && google_dns_managed_zone.this.cloud_logging_config[0].enable_logging && google_dns_managed_zone.this.force_destroy
    error_message = "Name, domain, signing, logs and protection follow."
  }

  assert {
    condition     = google_compute_health_check.this["web"].http_health_check[0].request_path == "/healthz" && google_compute_health_check.this["web"].check_interval_sec == 60 && google_compute_health_check.this["tls"].https_health_check[0].port == 443 && google_compute_health_check.this["port"].tcp_health_check[0].port == 5432 && google_compute_health_check.this["web"].source_regions[2] == "europe-west3" && google_compute_health_check.this["web"].unhealthy_threshold == 3
    error_message = "Each check speaks its protocol, from three regions."
  }

  assert {
    condition     = google_dns_record_set.this["a"].name == "trades.example." && google_dns_record_set.this["a"].rrdatas[0] == "203.0.113.1" && google_dns_record_set.this["a"].ttl == 60
    error_message = "A simple record has values."
  }

  assert {
    condition     = google_dns_record_set.this["w"].routing_policy[0].wrr[0].rrdatas[0] == "203.0.113.1" && google_dns_record_set.this["wh"].routing_policy[0].wrr[0].health_checked_targets[0].external_endpoints[0] == "203.0.113.1"
    error_message = "Weighted records route with and without checks."
  }

  assert {
    condition     = google_dns_record_set.this["geo"].routing_policy[0].geo[0].location == "us-east1" && google_dns_record_set.this["geoh"].routing_policy[0].geo[0].health_checked_targets[0].external_endpoints[0] == "203.0.113.1"
    error_message = "Geographic records route with and without checks."
  }

  assert {
    condition     = google_dns_record_set.this["f"].routing_policy[0].primary_backup[0].primary[0].external_endpoints[0] == "203.0.113.1" && google_dns_record_set.this["f"].routing_policy[0].primary_backup[0].backup_geo[0].health_checked_targets[0].external_endpoints[0] == "203.0.113.2" && google_dns_record_set.this["f"].routing_policy[0].primary_backup[0].trickle_ratio == 0.1
    error_message = "A failover record has a primary and a backup."
  }
}

run "private" {
  command = plan

  variables {
    private_networks = ["projects/p/global/networks/main"]
  }

  assert {
    condition     = google_dns_managed_zone.this.visibility == "private" && length(google_dns_managed_zone.this.dnssec_config) == 0 && one(google_dns_managed_zone.this.private_visibility_config[0].networks).network_url == "projects/p/global/networks/main"
    error_message = "A private zone is seen by its networks."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform         = "Shop"
    environment      = "d"
    domain           = "shop.example."
    private_networks = ["default"]
    health_checks    = { web = { interval_seconds = 10 } }
  }

  expect_failures = [var.platform, var.environment, var.domain, var.private_networks, var.health_checks]
}

run "wrong_records" {
  command = plan

  variables {
    records = { f = { name = "f", type = "A", failover = { primary = ["203.0.113.1"], backup = ["203.0.113.2"], backup_region = "us-east1" } } }
  }

  expect_failures = [var.records]
}
