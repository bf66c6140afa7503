locals {
  # Google's names have 63 characters at most, and get a suffix here.
  name = trimsuffix(substr(lower(coalesce(var.name, "${var.platform}-${var.environment}-vpn-gcp-azure")), 0, 50), "-")

  # Google has the first address inside a tunnel, Azure the second.
  tunnels = {
    for index, cidr in var.inside_cidrs : tostring(index) => {
      gcp_inside   = cidrhost(cidr, 1)
      azure_inside = cidrhost(cidr, 2)
    }
  }

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)

  labels = { for key, value in local.tags : lower(key) => replace(lower(value), "/[^a-z0-9_-]/", "-") }
}

resource "random_password" "key" {
  for_each = local.tunnels

  length  = 40
  special = false
  keepers = { version = var.key_version }
}
