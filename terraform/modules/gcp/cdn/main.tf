data "google_project" "this" {}

locals {
  # Parts of the load balancer take 63 characters, their last word included.
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-cdn"), 0, 50), "-")

  # Google takes lower-case letters, digits, hyphens and underscores, 63 of them, in keys and values alike.
  labels = { for key, value in merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels) : lower(key) => substr(lower(replace(value, "/[^A-Za-z0-9_-]/", "-")), 0, 63) }
}

resource "google_storage_bucket" "site" {
  name                        = trimsuffix(substr("${local.name}-${data.google_project.this.project_id}", 0, 63), "-")
  location                    = upper(var.location)
  uniform_bucket_level_access = true
  public_access_prevention    = var.public ? "inherited" : "enforced"
  force_destroy               = !var.deletion_protection
  # Says that this is meant to be public, to whoever reads the bucket.
  labels = merge(local.labels, { exposure = var.public ? "public" : "private" })

  versioning { enabled = true }

  website {
    main_page_suffix = var.index_page
    not_found_page   = var.error_page
  }

  lifecycle_rule {
    action { type = "Delete" }
    condition {
      with_state                 = "ARCHIVED"
      days_since_noncurrent_time = 30
    }
  }
}

resource "google_storage_bucket_iam_member" "public" {
  count = var.public ? 1 : 0

  bucket = google_storage_bucket.site.name
  # Reads files without listing them.
  role   = "roles/storage.legacyObjectReader"
  member = "allUsers"
}

resource "google_storage_bucket_iam_member" "writers" {
  for_each = var.writers

  bucket = google_storage_bucket.site.name
  role   = "roles/storage.objectUser"
  member = each.value
}

resource "google_compute_backend_bucket" "this" {
  name                    = local.name
  bucket_name             = google_storage_bucket.site.name
  enable_cdn              = true
  compression_mode        = "AUTOMATIC"
  edge_security_policy    = var.edge_security_policy
  custom_response_headers = [for header, value in var.response_headers : "${header}: ${value}"]

  cdn_policy {
    cache_mode        = var.cache.mode
    default_ttl       = var.cache.mode == "USE_ORIGIN_HEADERS" ? null : var.cache.default_ttl
    max_ttl           = var.cache.mode == "CACHE_ALL_STATIC" ? var.cache.max_ttl : null
    client_ttl        = var.cache.mode == "USE_ORIGIN_HEADERS" ? null : var.cache.client_ttl
    negative_caching  = true
    serve_while_stale = 86400
  }
}
