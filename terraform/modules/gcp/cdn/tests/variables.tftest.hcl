provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "US"
  domains     = ["www.shop.example"]
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
    condition     = google_compute_backend_bucket.this.name == "store-production-cdn"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_compute_global_address.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_storage_bucket.site.public_access_prevention == "enforced" && length(google_storage_bucket_iam_member.public) == 0 && google_storage_bucket.site.labels["exposure"] == "private" && !google_storage_bucket.site.force_destroy
    error_message = "Files are private unless asked, and kept."
  }

  assert {
    condition     = google_compute_backend_bucket.this.enable_cdn && google_compute_backend_bucket.this.cdn_policy[0].max_ttl == 86400 && contains(google_compute_backend_bucket.this.custom_response_headers, "X-Frame-Options: DENY")
    error_message = "Files are cached and sent with security headers."
  }

  assert {
    condition     = google_compute_url_map.redirect.default_url_redirect[0].https_redirect && google_compute_ssl_policy.this.min_tls_version == "TLS_1_2"
    error_message = "Only TLS is spoken."
  }
}

run "settings" {
  command = plan

  variables {
    name                 = "trades"
    location             = "us-central1"
    domains              = ["a.example", "b.example"]
    public               = true
    writers              = ["serviceAccount:ci@p.iam.gserviceaccount.com"]
    index_page           = "main.html"
    error_page           = "main.html"
    cache                = { mode = "FORCE_CACHE_ALL", default_ttl = 60, client_ttl = 30 }
    response_headers     = { X-Site = "trades" }
    edge_security_policy = "projects/p/global/securityPolicies/edge"
    deletion_protection  = false
  }

  assert {
    condition     = google_compute_backend_bucket.this.name == "trades" && google_storage_bucket.site.location == "US-CENTRAL1" && google_compute_managed_ssl_certificate.this.managed[0].domains == tolist(["a.example", "b.example"]) && google_storage_bucket.site.force_destroy
    error_message = "Name, place, domains and protection follow."
  }

  assert {
    condition     = google_storage_bucket.site.public_access_prevention == "inherited" && google_storage_bucket_iam_member.public[0].member == "allUsers" && google_storage_bucket.site.labels["exposure"] == "public" && length(google_storage_bucket_iam_member.writers) == 1
    error_message = "The public reads when asked, writers write."
  }

  assert {
    condition     = google_storage_bucket.site.website[0].main_page_suffix == "main.html" && google_storage_bucket.site.website[0].not_found_page == "main.html" && google_compute_backend_bucket.this.cdn_policy[0].cache_mode == "FORCE_CACHE_ALL" && google_compute_backend_bucket.this.cdn_policy[0].client_ttl == 30 && google_compute_backend_bucket.this.custom_response_headers == tolist(["X-Site: trades"]) && google_compute_backend_bucket.this.edge_security_policy == var.edge_security_policy
    error_message = "Pages, cache, headers and policy follow."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform    = "Shop"
    environment = "d"
    location    = "on earth"
    domains     = ["shop.example."]
    writers     = ["allUsers"]
    cache       = { mode = "SOMETIMES" }
  }

  expect_failures = [var.platform, var.environment, var.location, var.domains, var.writers, var.cache]
}
