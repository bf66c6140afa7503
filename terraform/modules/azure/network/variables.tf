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
  default     = "network"
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
  description = "Name of the network; null makes it `<platform>-<environment>-network`."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Resource group that holds it; null makes the group `<platform>-<environment>`."
  type        = string
  default     = null

  validation {
    condition     = var.resource_group_name == null || can(regex("^[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
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

variable "cidr" {
  description = "Range of the network; /8 to /16, so that every subnet keeps the size its service asks for."
  type        = string
  default     = "10.30.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr)) && tonumber(try(split("/", var.cidr)[1], 32)) >= 8 && tonumber(try(split("/", var.cidr)[1], 32)) <= 16
    error_message = "The range is an IPv4 CIDR of /8 to /16, such as 10.30.0.0/16."
  }
}

variable "peer_cidrs" {
  description = "Ranges of other networks (the other clouds) whose applications may reach the databases."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.peer_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR, and none is the whole Internet."
  }
}

variable "allowed_cidrs" {
  description = "Ranges that may reach port 443 of the application subnet; empty lets nobody in."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr))])
    error_message = "Each range is an IPv4 CIDR."
  }
}

variable "nat" {
  description = "Whether the application subnet gets a NAT gateway; without it nothing inside reaches the Internet."
  type        = bool
  default     = true
  nullable    = false
}

variable "nat_idle_timeout_minutes" {
  description = "Minutes after which the NAT gateway forgets an idle connection."
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = var.nat_idle_timeout_minutes >= 4 && var.nat_idle_timeout_minutes <= 120
    error_message = "The idle time-out is 4 to 120 minutes."
  }
}

variable "gateway_subnet" {
  description = "Whether there is a GatewaySubnet, which a VPN gateway needs."
  type        = bool
  default     = false
  nullable    = false
}

variable "private_dns_zones" {
  description = "Services whose names resolve to private addresses in the network."
  type        = set(string)
  default     = ["postgres", "blob", "vault", "redis", "registry"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.private_dns_zones, ["postgres", "blob", "vault", "redis", "registry"])) == 0
    error_message = "The services are postgres, blob, vault, redis and registry."
  }
}

variable "dns_servers" {
  description = "Addresses of the network's own name servers; empty uses those of Azure."
  type        = list(string)
  default     = []
  nullable    = false
}
