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
  default     = "cache"
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
  description = "Name of the cache; null makes it `<platform>-<environment>-cache`."
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

variable "sku_name" {
  description = "Size, such as Balanced_B1 or MemoryOptimized_M10."
  type        = string
  default     = "Balanced_B1"
  nullable    = false

  validation {
    condition     = can(regex("^(Balanced_B|ComputeOptimized_X|MemoryOptimized_M|FlashOptimized_A)[0-9]+$", var.sku_name))
    error_message = "The size starts with Balanced_B, ComputeOptimized_X, MemoryOptimized_M or FlashOptimized_A."
  }
}

variable "high_availability" {
  description = "Whether there is a standby; only to be chosen when the cache is made."
  type        = bool
  default     = true
  nullable    = false
}

variable "clustering_policy" {
  description = "OSSCluster for clients that know clusters, EnterpriseCluster or NoCluster for others."
  type        = string
  default     = "EnterpriseCluster"
  nullable    = false

  validation {
    condition     = contains(["OSSCluster", "EnterpriseCluster", "NoCluster"], var.clustering_policy)
    error_message = "The policy is OSSCluster, EnterpriseCluster or NoCluster."
  }
}

variable "eviction_policy" {
  description = "What goes when memory is full."
  type        = string
  default     = "VolatileLRU"
  nullable    = false

  validation {
    condition     = contains(["AllKeysLFU", "AllKeysLRU", "AllKeysRandom", "VolatileLRU", "VolatileLFU", "VolatileTTL", "VolatileRandom", "NoEviction"], var.eviction_policy)
    error_message = "The policy is one of Redis's own, such as AllKeysLRU or NoEviction."
  }
}

variable "persistence" {
  description = "Copies on disk: append (every second), 1h, 6h, 12h, or none."
  type        = string
  default     = "none"
  nullable    = false

  validation {
    condition     = contains(["none", "append", "1h", "6h", "12h"], var.persistence)
    error_message = "Persistence is none, append, 1h, 6h or 12h."
  }
}

variable "geo_replication_group" {
  description = "Group of caches in several regions that this one belongs to; null leaves it alone."
  type        = string
  default     = null

  validation {
    condition     = var.geo_replication_group == null || (var.persistence == "none" && !contains(["Balanced_B0", "Balanced_B1"], var.sku_name))
    error_message = "A cache of a group has no persistence and at least the size Balanced_B3."
  }
}

variable "users" {
  description = "Object ids of the identities that may use the cache, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "encryption" {
  description = "Customer-managed key and the identity that may use it; null uses a key that Azure manages."
  type = object({
    key_id      = string
    identity_id = string
  })
  default = null
}

variable "private_endpoint" {
  description = "Subnet of the private endpoint and the DNS zones that name it (network: endpoints_subnet_id, private_dns_zone_ids.redis)."
  type = object({
    subnet_id    = string
    dns_zone_ids = list(string)
  })
  nullable = false
}

variable "deletion_protection" {
  description = "Whether a lock keeps the cache from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
