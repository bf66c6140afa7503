locals {
  name = coalesce(var.name, "${var.platform}-${var.environment}-dns")

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

resource "azurerm_dns_zone" "this" {
  name                = var.zone
  resource_group_name = var.resource_group_name
  tags                = local.tags
}

resource "azurerm_dns_a_record" "this" {
  for_each = { for key, record in var.records : key => record if record.type == "A" }

  name                = each.value.name
  zone_name           = azurerm_dns_zone.this.name
  resource_group_name = var.resource_group_name
  ttl                 = each.value.ttl_seconds
  records             = each.value.values
  tags                = local.tags
}

resource "azurerm_dns_aaaa_record" "this" {
  for_each = { for key, record in var.records : key => record if record.type == "AAAA" }

  name                = each.value.name
  zone_name           = azurerm_dns_zone.this.name
  resource_group_name = var.resource_group_name
  ttl                 = each.value.ttl_seconds
  records             = each.value.values
  tags                = local.tags
}

resource "azurerm_dns_cname_record" "this" {
  for_each = { for key, record in var.records : key => record if record.type == "CNAME" }

  name                = each.value.name
  zone_name           = azurerm_dns_zone.this.name
  resource_group_name = var.resource_group_name
  ttl                 = each.value.ttl_seconds
  record              = each.value.values[0]
  tags                = local.tags
}

resource "azurerm_dns_txt_record" "this" {
  for_each = { for key, record in var.records : key => record if record.type == "TXT" }

  name                = each.value.name
  zone_name           = azurerm_dns_zone.this.name
  resource_group_name = var.resource_group_name
  ttl                 = each.value.ttl_seconds
  tags                = local.tags

  dynamic "record" {
    for_each = each.value.values
    content {
      value = record.value
    }
  }
}

resource "azurerm_management_lock" "this" {
  count = var.deletion_protection ? 1 : 0

  name       = "keep"
  scope      = azurerm_dns_zone.this.id
  lock_level = "CanNotDelete"
  notes      = "A zone made anew has other name servers; lifted by deletion_protection = false."
}
