resource "azurerm_network_security_group" "this" {
  for_each = toset(["application", "database", "endpoints"])

  name                = "${local.name}-${each.key}"
  resource_group_name = local.resource_group
  location            = var.location
  tags                = local.tags
}

resource "azurerm_subnet_network_security_group_association" "this" {
  for_each = {
    application = azurerm_subnet.application.id
    database    = azurerm_subnet.database.id
    endpoints   = azurerm_subnet.endpoints.id
  }

  subnet_id                 = each.value
  network_security_group_id = azurerm_network_security_group.this[each.key].id
}

resource "azurerm_network_security_rule" "web" {
  count = length(var.allowed_cidrs) > 0 ? 1 : 0

  name                        = "allow-https"
  resource_group_name         = local.resource_group
  network_security_group_name = azurerm_network_security_group.this["application"].name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  source_address_prefixes     = var.allowed_cidrs
  destination_port_range      = "443"
  destination_address_prefix  = local.application_cidr
}

resource "azurerm_network_security_rule" "database" {
  name                        = "allow-postgres"
  resource_group_name         = local.resource_group
  network_security_group_name = azurerm_network_security_group.this["database"].name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  source_address_prefixes     = concat([var.cidr], var.peer_cidrs)
  # 6432 is the built-in connection pooler; a standby follows its primary over 5432.
  destination_port_ranges    = ["5432", "6432"]
  destination_address_prefix = local.database_cidr
}

resource "azurerm_network_security_rule" "endpoints" {
  name                        = "allow-network"
  resource_group_name         = local.resource_group
  network_security_group_name = azurerm_network_security_group.this["endpoints"].name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  source_address_prefix       = var.cidr
  destination_port_range      = "*"
  destination_address_prefix  = local.endpoints_cidr
}

# Azure's own rules let everything in that the network can route to, VPN included; these close that.
resource "azurerm_network_security_rule" "deny" {
  for_each = toset(["database", "endpoints"])

  name                        = "deny-others"
  resource_group_name         = local.resource_group
  network_security_group_name = azurerm_network_security_group.this[each.key].name
  priority                    = 4096
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_port_range           = "*"
  source_address_prefix       = "*"
  destination_port_range      = "*"
  destination_address_prefix  = "*"
}
