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
  default     = "cache"
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
  description = "Name of the instance; null makes it `<platform>-<environment>-cache`."
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

variable "memory_gb" {
  description = "Memory of the instance; with read replicas at least 5."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.memory_gb >= 1 && var.memory_gb <= 300
    error_message = "The memory is 1 to 300 GB."
  }
}

variable "highly_available" {
  description = "Whether a replica in another zone takes over by itself."
  type        = bool
  default     = true
  nullable    = false
}

variable "read_replicas" {
  description = "Replicas that also serve reads, 0 to 5; needs highly_available and 5 GB."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.read_replicas >= 0 && var.read_replicas <= 5 && (var.read_replicas == 0 || (var.highly_available && var.memory_gb >= 5))
    error_message = "There are 0 to 5 read replicas, and they need highly_available and at least 5 GB."
  }
}

variable "redis_version" {
  description = "Version of Redis, such as REDIS_7_2."
  type        = string
  default     = "REDIS_7_2"
  nullable    = false

  validation {
    condition     = contains(["REDIS_6_X", "REDIS_7_0", "REDIS_7_2"], var.redis_version)
    error_message = "The version is REDIS_6_X, REDIS_7_0 or REDIS_7_2."
  }
}

variable "redis_configs" {
  description = "Redis parameters, such as maxmemory-policy and notify-keyspace-events."
  type        = map(string)
  default     = { maxmemory-policy = "allkeys-lru" }
  nullable    = false
}

variable "snapshot_period" {
  description = "How often memory is written to disk: ONE_HOUR, SIX_HOURS, TWELVE_HOURS or TWENTY_FOUR_HOURS; null never."
  type        = string
  default     = "TWELVE_HOURS"

  validation {
    condition     = var.snapshot_period == null || contains(["ONE_HOUR", "SIX_HOURS", "TWELVE_HOURS", "TWENTY_FOUR_HOURS"], coalesce(var.snapshot_period, "none"))
    error_message = "The period is ONE_HOUR, SIX_HOURS, TWELVE_HOURS, TWENTY_FOUR_HOURS or null."
  }
}

variable "maintenance" {
  description = "Weekly hour of maintenance: day in capitals and hour in UTC."
  type = object({
    day  = optional(string, "SUNDAY")
    hour = optional(number, 4)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"], var.maintenance.day) && var.maintenance.hour >= 0 && var.maintenance.hour <= 23
    error_message = "The day is MONDAY to SUNDAY and the hour 0 to 23."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the data at rest, in the instance's region; null uses a key of Google's."
  type        = string
  default     = null
}
