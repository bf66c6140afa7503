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
  default     = "registry"
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
  description = "Name of the registry; null makes it `<platform>-<environment>-registry`."
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

variable "replica_locations" {
  description = "Further regions that get a copy of every image."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for region in var.replica_locations : can(regex("^[a-z]+[0-9]?$", region)) && region != var.location])
    error_message = "Each is the short form of another region than the registry's own."
  }
}

variable "zone_redundant" {
  description = "Whether copies stand in several zones of each region; not every region has zones."
  type        = bool
  default     = true
  nullable    = false
}

variable "untagged_days" {
  description = "Days after which images without a tag are deleted."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.untagged_days >= 1 && var.untagged_days <= 365
    error_message = "Untagged images are kept for 1 to 365 days."
  }
}

variable "pullers" {
  description = "Principal ids that may pull, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "pushers" {
  description = "Principal ids that may push and pull, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "private_endpoint" {
  description = "Subnet of the private endpoint and the DNS zones that name it (network: endpoints_subnet_id, private_dns_zone_ids.registry)."
  type = object({
    subnet_id    = string
    dns_zone_ids = list(string)
  })
  default = null
}

variable "allowed_cidrs" {
  description = "Public ranges that may reach the registry, still signed in; empty closes the public endpoint."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR, and none is the whole Internet."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the registry from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
