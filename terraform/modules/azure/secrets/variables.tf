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
  default     = "secrets"
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
  description = "Name of the vault; null makes it `<platform>-<environment>-secrets`."
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

variable "generated" {
  description = "Secrets whose values are made here, by name: length in characters, and a version whose rise makes a new value."
  type = map(object({
    length  = optional(number, 40)
    version = optional(number, 1)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key, secret in var.generated : can(regex("^[A-Za-z][A-Za-z0-9-]{0,126}$", key)) && secret.length >= 16 && secret.length <= 256])
    error_message = "A secret is named in letters, digits and hyphens, and has 16 to 256 characters."
  }
}

variable "readers" {
  description = "Principal ids that may read the values, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "writers" {
  description = "Principal ids that may read, write and delete the values, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "private_endpoint" {
  description = "Subnet of the private endpoint and the DNS zones that name it (network: endpoints_subnet_id, private_dns_zone_ids.vault)."
  type = object({
    subnet_id    = string
    dns_zone_ids = list(string)
  })
  default = null
}

variable "allowed_cidrs" {
  description = "Public ranges that may reach the vault, still signed in; empty closes the public endpoint."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR, and none is the whole Internet."
  }
}

variable "retention_days" {
  description = "Days in which deleted secrets, and the deleted vault, can be restored and not be purged."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.retention_days >= 7 && var.retention_days <= 90
    error_message = "The retention is 7 to 90 days."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the vault from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
