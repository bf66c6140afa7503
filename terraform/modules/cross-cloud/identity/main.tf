locals {
  name = trimsuffix(substr(coalesce(var.name, "${var.platform}-${var.environment}-identity"), 0, 42), "-")
  # Pools and providers have 4 to 32 characters; one that was deleted keeps its name for 30 days.
  pool = trimsuffix(substr(local.name, 0, 32), "-")

  google_issuer = "https://accounts.google.com"
  # What the tokens of managed identities (version 1.0) carry as their issuer.
  entra_issuer_host = "sts.windows.net/${var.azure_tenant_id}/"

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}
