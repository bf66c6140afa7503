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
  default     = "state"
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
  description = "Name of the storage account; null makes it `<platform>-<environment>-state`."
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

variable "replication" {
  description = "Copies of the state: ZRS in the region, GRS and GZRS in the paired one too, RA- readable there."
  type        = string
  default     = "GZRS"
  nullable    = false

  validation {
    condition     = contains(["ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"], var.replication)
    error_message = "The replication is ZRS, GRS, RAGRS, GZRS or RAGZRS."
  }
}

variable "retention_days" {
  description = "Days in which deleted and overwritten states can be restored."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.retention_days >= 7 && var.retention_days <= 365
    error_message = "The retention is 7 to 365 days."
  }
}

variable "users" {
  description = "Principal ids that run Terraform, by any name."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.users) > 0
    error_message = "Somebody must be able to read the state."
  }
}

variable "private_endpoint" {
  description = "Subnet of the private endpoint and the DNS zones that name it (network: endpoints_subnet_id, private_dns_zone_ids.blob)."
  type = object({
    subnet_id    = string
    dns_zone_ids = list(string)
  })
  default = null
}

variable "allowed_cidrs" {
  description = "Public ranges that may reach the account, still signed in; empty closes the public endpoint."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr)) && tonumber(try(split("/", cidr)[1], 0)) >= 8 && tonumber(try(split("/", cidr)[1], 32)) <= 30])
    error_message = "Each range is an IPv4 CIDR of /8 to /30; Azure takes no /31 and /32 here."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the account from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
