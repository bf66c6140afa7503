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
  default     = "postgres"
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
  description = "Name of the server; null makes it `<platform>-<environment>-postgres`."
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

variable "delegated_subnet_id" {
  description = "Subnet delegated to Microsoft.DBforPostgreSQL/flexibleServers (network: database_subnet_id)."
  type        = string
  nullable    = false
}

variable "private_dns_zone_id" {
  description = "Private DNS zone that ends in .postgres.database.azure.com (network: private_dns_zone_ids.postgres)."
  type        = string
  nullable    = false

  validation {
    condition     = endswith(var.private_dns_zone_id, ".postgres.database.azure.com")
    error_message = "The private DNS zone's name ends in .postgres.database.azure.com."
  }
}

variable "postgres_version" {
  description = "Major version of PostgreSQL."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = contains(["14", "15", "16", "17"], var.postgres_version)
    error_message = "The version is 14, 15, 16 or 17."
  }
}

variable "sku_name" {
  description = "Size as tier and machine, such as GP_Standard_D2ds_v5."
  type        = string
  default     = "GP_Standard_D2ds_v5"
  nullable    = false

  validation {
    condition     = can(regex("^(B|GP|MO)_Standard_[A-Za-z0-9_]+$", var.sku_name))
    error_message = "The size starts with B_Standard_, GP_Standard_ or MO_Standard_."
  }
}

variable "storage_gb" {
  description = "Storage in GiB, which can only grow."
  type        = number
  default     = 128
  nullable    = false

  validation {
    condition     = contains([32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384], var.storage_gb)
    error_message = "The storage is a power of two from 32 to 16384 GiB."
  }
}

variable "auto_grow" {
  description = "Whether the storage grows by itself before it is full."
  type        = bool
  default     = true
  nullable    = false
}

variable "high_availability" {
  description = "Standby in another zone (zone-redundant), in the same zone (same-zone), or none."
  type        = string
  default     = "zone-redundant"
  nullable    = false

  validation {
    condition     = contains(["zone-redundant", "same-zone", "none"], var.high_availability)
    error_message = "High availability is zone-redundant, same-zone or none."
  }

  validation {
    condition     = var.high_availability == "none" || !startswith(var.sku_name, "B_")
    error_message = "Burstable sizes (B_) have no standby: choose a GP_ or MO_ size, or none."
  }
}

variable "zone" {
  description = "Availability zone of the primary."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = contains(["1", "2", "3"], var.zone)
    error_message = "The zone is 1, 2 or 3."
  }
}

variable "standby_zone" {
  description = "Availability zone of a zone-redundant standby."
  type        = string
  default     = "2"
  nullable    = false

  validation {
    condition     = contains(["1", "2", "3"], var.standby_zone) && var.standby_zone != var.zone
    error_message = "The standby's zone is 1, 2 or 3, and another than the primary's."
  }
}

variable "backup_retention_days" {
  description = "Days back to which any moment can be restored."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 7 && var.backup_retention_days <= 35
    error_message = "The retention is 7 to 35 days."
  }
}

variable "geo_redundant_backup" {
  description = "Whether backups are copied to the paired region; can only be chosen when the server is made."
  type        = bool
  default     = false
  nullable    = false
}

variable "logical_replication" {
  description = "Whether the server can publish to and subscribe from the other clouds (wal_level logical)."
  type        = bool
  default     = true
  nullable    = false
}

variable "replication_slots" {
  description = "Replication slots and WAL senders: one for each subscriber, and some to spare for initial copies."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.replication_slots >= 4 && var.replication_slots <= 100
    error_message = "The number of slots is 4 to 100."
  }
}

variable "parameters" {
  description = "Further server parameters by name."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setintersection(keys(var.parameters), ["wal_level", "max_replication_slots", "max_wal_senders", "max_worker_processes", "require_secure_transport", "ssl_min_protocol_version"])) == 0
    error_message = "Replication and TLS parameters are set by this module."
  }
}

variable "databases" {
  description = "Databases to make."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.databases : can(regex("^[a-z_][a-z0-9_]{0,62}$", name))])
    error_message = "A database is named in lower-case letters, digits and underscores, at most 63."
  }
}

variable "replicas" {
  description = "Read replicas by their last word; in another region with a subnet and a DNS zone there."
  type = map(object({
    location            = optional(string)
    delegated_subnet_id = optional(string)
    private_dns_zone_id = optional(string)
    zone                = optional(string)
    sku_name            = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.replicas) <= 5 && alltrue([for key in keys(var.replicas) : can(regex("^[a-z][a-z0-9-]{0,15}$", key))])
    error_message = "There are at most five replicas, each named in 1 to 16 lower-case letters, digits and hyphens."
  }

  validation {
    condition     = length(var.replicas) == 0 || !startswith(var.sku_name, "B_")
    error_message = "Burstable sizes (B_) have no read replicas."
  }
}

variable "entra_administrators" {
  description = "Entra ID administrators by principal name."
  type = map(object({
    object_id = string
    type      = optional(string, "Group")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for who in values(var.entra_administrators) : contains(["User", "Group", "ServicePrincipal"], who.type)])
    error_message = "The type is User, Group or ServicePrincipal."
  }

  validation {
    condition     = length(var.entra_administrators) > 0 || var.password != null
    error_message = "Somebody must be able to sign in: give entra_administrators or password."
  }
}

variable "password" {
  description = "Administrator with a password that is kept in this key vault; a higher version makes a new password. Null signs in through Entra ID only."
  type = object({
    key_vault_id = string
    login        = optional(string, "mcloud_admin")
    version      = optional(number, 1)
  })
  default = null

  validation {
    condition = var.password == null || (
      can(regex("^[a-z][a-z0-9_]{0,62}$", try(var.password.login, ""))) &&
      !startswith(try(var.password.login, ""), "pg_") &&
      !contains(["azure_superuser", "azure_pg_admin", "admin", "administrator", "root", "guest", "public"], try(var.password.login, ""))
    )
    error_message = "Azure refuses this login: it is lower-case, not pg_*, and none of admin, administrator, root, guest, public, azure_superuser, azure_pg_admin."
  }
}

variable "encryption" {
  description = "Customer-managed key and the identity that may use it; null uses a key that Azure manages. Can only be chosen when the server is made."
  type = object({
    key_id      = string
    identity_id = string
  })
  default = null
}

variable "maintenance_window" {
  description = "When Azure may restart the server, in UTC; day 0 is Sunday."
  type = object({
    day  = optional(number, 0)
    hour = optional(number, 3)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.maintenance_window.day >= 0 && var.maintenance_window.day <= 6 && var.maintenance_window.hour >= 0 && var.maintenance_window.hour <= 23
    error_message = "The day is 0 to 6, the hour 0 to 23."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the server and its replicas from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
