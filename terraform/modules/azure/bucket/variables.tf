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
  default     = "bucket"
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
  description = "Name of the storage account; null makes it `<platform>-<environment>-bucket`."
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

variable "containers" {
  description = "Containers by name; immutability_days keeps each object that long."
  type = map(object({
    immutability_days   = optional(number)
    immutability_locked = optional(bool, false)
  }))
  nullable = false

  validation {
    condition     = length(var.containers) > 0 && alltrue([for key in keys(var.containers) : can(regex("^[a-z0-9](-?[a-z0-9]){2,62}$", key))])
    error_message = "There is a container, and each is named in 3 to 63 lower-case letters, digits and single hyphens."
  }

  validation {
    condition     = alltrue([for container in values(var.containers) : container.immutability_days == null || (coalesce(container.immutability_days, 1) >= 1 && coalesce(container.immutability_days, 1) <= 146000)])
    error_message = "Objects are kept for 1 to 146000 days."
  }
}

variable "replication" {
  description = "Copies: LRS and ZRS in the region, GRS and GZRS in the paired one too, RA- readable there."
  type        = string
  default     = "GZRS"
  nullable    = false

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"], var.replication)
    error_message = "The replication is LRS, ZRS, GRS, RAGRS, GZRS or RAGZRS."
  }
}

variable "access_tier" {
  description = "Tier of new objects."
  type        = string
  default     = "Hot"
  nullable    = false

  validation {
    condition     = contains(["Hot", "Cool", "Cold"], var.access_tier)
    error_message = "The tier is Hot, Cool or Cold."
  }
}

variable "versioning" {
  description = "Whether earlier versions of objects are kept."
  type        = bool
  default     = true
  nullable    = false
}

variable "delete_retention_days" {
  description = "Days in which deleted objects and containers can be restored."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.delete_retention_days >= 1 && var.delete_retention_days <= 365
    error_message = "Deleted objects are kept for 1 to 365 days."
  }
}

variable "lifecycle_rules" {
  description = "Rules by name, for objects below the prefixes (container/path): days until they cool, are archived, are deleted."
  type = map(object({
    prefixes                   = optional(list(string), [])
    cool_after_days            = optional(number)
    cold_after_days            = optional(number)
    archive_after_days         = optional(number)
    delete_after_days          = optional(number)
    delete_versions_after_days = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([for rule in values(var.lifecycle_rules) : anytrue([
      rule.cool_after_days != null, rule.cold_after_days != null, rule.archive_after_days != null,
      rule.delete_after_days != null, rule.delete_versions_after_days != null,
    ])])
    error_message = "A rule does something."
  }

  validation {
    condition     = !endswith(var.replication, "ZRS") || alltrue([for rule in values(var.lifecycle_rules) : rule.archive_after_days == null])
    error_message = "Azure archives only in accounts of LRS, GRS and RAGRS: choose one of these, or cold_after_days."
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

variable "encryption" {
  description = "Customer-managed key and the identity that may use it; null uses a key that Azure manages."
  type = object({
    key_id      = string
    identity_id = string
  })
  default = null
}

variable "readers" {
  description = "Principal ids that may read objects, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "writers" {
  description = "Principal ids that may read, write and delete objects, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether a lock keeps the account from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
