variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` tag."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.platform))
    error_message = "The platform is 2 to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "Name of the environment, such as dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,11}$", var.environment))
    error_message = "The environment is 2 to 12 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "unit" {
  description = "Terraform root that this belongs to; the value of the `unit` tag."
  type        = string
  default     = "vpn-gateway"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` tag."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further tags, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the gateway; null makes it `<platform>-<environment>-vpn-gateway`."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Resource group that holds it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "The resource group is 1 to 90 letters, digits, underscores, hyphens, periods and parentheses, no period last."
  }
}

variable "location" {
  description = "Azure region, such as eastus or westus2."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "The location is the short form of a region, such as eastus or westus2."
  }
}

variable "gateway_subnet_id" {
  description = "Subnet named GatewaySubnet, /27 or larger (network: gateway_subnet_id)."
  type        = string
  nullable    = false

  validation {
    condition     = endswith(var.gateway_subnet_id, "/subnets/GatewaySubnet")
    error_message = "Azure takes only a subnet that is named GatewaySubnet."
  }
}

variable "sku" {
  description = "Size; the AZ sizes spread over zones."
  type        = string
  default     = "VpnGw2AZ"
  nullable    = false

  validation {
    condition     = contains(["VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ"], var.sku)
    error_message = "The size is VpnGw1AZ to VpnGw5AZ."
  }
}

variable "zones" {
  description = "Availability zones of the public addresses."
  type        = set(string)
  default     = ["1", "2", "3"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.zones, ["1", "2", "3"])) == 0
    error_message = "The zones are 1, 2 and 3."
  }
}

variable "asn" {
  description = "BGP number of the gateway; 65515 is what Azure takes by itself."
  type        = number
  default     = 65515
  nullable    = false

  validation {
    condition     = (var.asn >= 64512 && var.asn <= 65514) || var.asn == 65515
    error_message = "The ASN is 64512 to 65515."
  }
}

variable "apipa_addresses" {
  description = "Azure's addresses inside the tunnels, for the first instance and for the second."
  type        = list(list(string))
  default = [
    ["169.254.21.2", "169.254.21.6", "169.254.21.10"],
    ["169.254.22.2", "169.254.22.6", "169.254.22.10"],
  ]
  nullable = false

  validation {
    condition     = length(var.apipa_addresses) == 2 && alltrue([for address in flatten(var.apipa_addresses) : can(regex("^169\\.254\\.2[12]\\.[0-9]{1,3}$", address))]) && length(distinct(flatten(var.apipa_addresses))) == length(flatten(var.apipa_addresses))
    error_message = "There are two lists of addresses between 169.254.21.0 and 169.254.22.255, and none occurs twice."
  }
}
