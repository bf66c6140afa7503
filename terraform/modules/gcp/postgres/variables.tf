variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` label."
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
  description = "Terraform root that this belongs to; the value of the `unit` label."
  type        = string
  default     = "postgres"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` label."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further labels, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the instance; null makes it `<platform>-<environment>-postgres`."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of the instance."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region is written like us-central1."
  }
}

variable "network_id" {
  description = "Network (projects/.../global/networks/...) that has a peering with managed services."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("projects/[^/]+/global/networks/[^/]+$", var.network_id))
    error_message = "A network is written projects/PROJECT/global/networks/NAME."
  }
}

variable "psa_range_name" {
  description = "Range of the peering to take the address from; null lets Google choose among its ranges."
  type        = string
  default     = null
}

variable "postgres_version" {
  description = "Major version of PostgreSQL."
  type        = number
  default     = 16
  nullable    = false

  validation {
    condition     = contains([13, 14, 15, 16, 17, 18], var.postgres_version)
    error_message = "The version is one of 13 to 18."
  }
}

variable "edition" {
  description = "ENTERPRISE, or ENTERPRISE_PLUS with longer recovery and its own machine types."
  type        = string
  default     = "ENTERPRISE"
  nullable    = false

  validation {
    condition     = contains(["ENTERPRISE", "ENTERPRISE_PLUS"], var.edition)
    error_message = "The edition is ENTERPRISE or ENTERPRISE_PLUS."
  }
}

variable "tier" {
  description = "Machine type, such as db-custom-2-8192 (ENTERPRISE) or db-perf-optimized-N-2 (ENTERPRISE_PLUS)."
  type        = string
  default     = "db-custom-2-8192"
  nullable    = false

  validation {
    condition     = startswith(var.tier, "db-") && startswith(var.tier, "db-perf-optimized-") == (var.edition == "ENTERPRISE_PLUS")
    error_message = "The tier starts with db-; db-perf-optimized-... is for ENTERPRISE_PLUS and for nothing else."
  }
}

variable "highly_available" {
  description = "Whether a standby in another zone takes over by itself."
  type        = bool
  default     = true
  nullable    = false
}

variable "disk_size_gb" {
  description = "Size of the disk to start with; it grows by itself and never shrinks."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.disk_size_gb >= 10 && var.disk_size_gb <= 65536
    error_message = "The disk has 10 to 65536 GB."
  }
}

variable "disk_limit_gb" {
  description = "Size beyond which the disk does not grow by itself; 0 sets no limit."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.disk_limit_gb == 0 || var.disk_limit_gb >= var.disk_size_gb
    error_message = "The limit is 0 or at least the size of the disk."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the data at rest, in the instance's region; null uses a key of Google's."
  type        = string
  default     = null
}

variable "databases" {
  description = "Databases to make."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "iam_users" {
  description = "E-mails of people and service accounts that log in by IAM, without a password."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.iam_users : can(regex("^[^@]+@[^@]+$", email))])
    error_message = "Every IAM user is an e-mail."
  }
}

variable "password_users" {
  description = "Users with a password that Terraform makes and writes to a secret without keeping it; raise password_version for a new one."
  type = map(object({
    password_version = number
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, user in var.password_users : can(regex("^[a-z][a-z0-9_-]{0,62}$", name)) && user.password_version >= 1])
    error_message = "A user is named in lower-case letters, digits, underscores and hyphens, and versions count from 1."
  }
}

variable "logical_replication" {
  description = "Whether cloudsql.logical_decoding is on, which replication with another cloud needs; a change restarts the instance."
  type        = bool
  default     = true
  nullable    = false
}

variable "flags" {
  description = "Further database flags by name, over the ones that the module sets."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "ssl_mode" {
  description = "ENCRYPTED_ONLY, or TRUSTED_CLIENT_CERTIFICATE_REQUIRED where every client shows a certificate."
  type        = string
  default     = "ENCRYPTED_ONLY"
  nullable    = false

  validation {
    condition     = contains(["ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"], var.ssl_mode)
    error_message = "The mode is ENCRYPTED_ONLY or TRUSTED_CLIENT_CERTIFICATE_REQUIRED: nothing crosses the wire in clear."
  }
}

variable "backup" {
  description = "Daily backups (start in UTC, number kept, where; null keeps them near the region) and days of write-ahead log for point-in-time recovery."
  type = object({
    start_time = optional(string, "03:00")
    retained   = optional(number, 30)
    location   = optional(string)
    log_days   = optional(number, 7)
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup.start_time)) && var.backup.retained >= 1 && var.backup.retained <= 365
    error_message = "Backups start at a time such as 03:00, and 1 to 365 are kept."
  }

  validation {
    condition     = var.backup.log_days >= 1 && var.backup.log_days <= (var.edition == "ENTERPRISE_PLUS" ? 35 : 7)
    error_message = "The log is kept for 1 to 7 days, with ENTERPRISE_PLUS up to 35."
  }
}

variable "maintenance" {
  description = "Weekly hour of maintenance: day 1 (Monday) to 7 and hour in UTC."
  type = object({
    day  = optional(number, 7)
    hour = optional(number, 4)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.maintenance.day >= 1 && var.maintenance.day <= 7 && var.maintenance.hour >= 0 && var.maintenance.hour <= 23
    error_message = "The day is 1 to 7 and the hour 0 to 23."
  }
}

variable "read_replicas" {
  description = "Read replicas by their last word; what is left out follows the primary, and another region needs its own key where kms_key_name is set."
  type = map(object({
    region           = optional(string)
    tier             = optional(string)
    highly_available = optional(bool, false)
    kms_key_name     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.read_replicas) : can(regex("^[a-z][a-z0-9-]{0,14}$", name))])
    error_message = "A replica is named in up to 15 lower-case letters, digits and hyphens, a letter first."
  }

  validation {
    condition     = var.kms_key_name == null || alltrue([for replica in values(var.read_replicas) : replica.kms_key_name != null || coalesce(replica.region, var.region) == var.region])
    error_message = "A replica in another region names its own key: keys do not leave their region."
  }
}

variable "deletion_protection" {
  description = "Whether neither Terraform nor the API may delete the instance and its replicas."
  type        = bool
  default     = true
  nullable    = false
}
