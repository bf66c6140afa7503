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
  default     = "vpn-gcp-azure"
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
  description = "Name of the VPN; null makes it `<platform>-<environment>-vpn-gcp-azure`."
  type        = string
  default     = null
}

variable "gcp_network" {
  description = "Id or self link of the network that is joined."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("projects/[^/]+/global/networks/[^/]+$", var.gcp_network))
    error_message = "The network is given as projects/PROJECT/global/networks/NAME or as its self link."
  }
}

variable "gcp_region" {
  description = "Region of Google's side."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.gcp_region))
    error_message = "The region is of the form us-central1."
  }
}

variable "gcp_asn" {
  description = "BGP number of the Cloud Router."
  type        = number
  default     = 64521
  nullable    = false

  validation {
    condition     = var.gcp_asn >= 64512 && var.gcp_asn <= 65534 && !contains([65515, 65517, 65518, 65519, 65520], var.gcp_asn)
    error_message = "The ASN is a private one, 64512 to 65534, and none of those that Azure keeps (65515, 65517 to 65520)."
  }
}

variable "gcp_advertised_cidrs" {
  description = "Ranges to announce beside the network's subnets, such as that of private services access."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.gcp_advertised_cidrs : can(cidrnetmask(cidr))])
    error_message = "Each range is an IPv4 CIDR."
  }
}

variable "gcp_firewall_ports" {
  description = "TCP ports of Google's network that Azure may reach; empty opens none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for port in var.gcp_firewall_ports : can(regex("^[0-9]{1,5}(-[0-9]{1,5})?$", port))])
    error_message = "A port is a number or a range such as 8000-8080."
  }
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

variable "azure_cidrs" {
  description = "Ranges of the virtual network, for Google's firewall."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.azure_cidrs) > 0 && alltrue([for cidr in var.azure_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "There is at least one IPv4 CIDR, and none is the whole Internet."
  }
}

variable "azure_vpn_gateway" {
  description = "Azure's gateway with its ASN and the public addresses of its two instances (vpn-gateway: gateway)."
  type = object({
    id               = string
    asn              = number
    public_addresses = list(string)
  })
  nullable = false

  validation {
    condition     = length(var.azure_vpn_gateway.public_addresses) == 2 && var.azure_vpn_gateway.asn != var.gcp_asn
    error_message = "The gateway is active-active with two public addresses, and its ASN is another than Google's."
  }
}

variable "inside_cidrs" {
  description = "Ranges inside the two tunnels, /30 of 169.254.21.0/24 and 169.254.22.0/24, one for each instance."
  type        = list(string)
  default     = ["169.254.21.8/30", "169.254.22.8/30"]
  nullable    = false

  validation {
    condition     = length(var.inside_cidrs) == 2 && length(distinct(var.inside_cidrs)) == 2 && alltrue([for cidr in var.inside_cidrs : can(regex("^169\\.254\\.2[12]\\.[0-9]+/30$", cidr)) && try(cidrhost(cidr, 0) == split("/", cidr)[0], false)])
    error_message = "There are two different /30 ranges of those that Azure takes, 169.254.21.0 to 169.254.22.255."
  }
}

variable "key_version" {
  description = "Number whose change replaces the tunnels' keys."
  type        = number
  default     = 1
  nullable    = false
}
