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
  default     = "kms"
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
  description = "Name of the key ring; null makes it `<platform>-<environment>-kms`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region, multi-region or global: a key serves resources of its own location only."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+([0-9]|-[a-z]+[0-9]+)?$", var.location))
    error_message = "A location is written like us-central1, nam4, us or global."
  }
}

variable "keys" {
  description = "Keys by name: days between rotations, SOFTWARE or HSM, and the IAM members that encrypt and decrypt."
  type = map(object({
    rotation_days    = optional(number, 90)
    protection_level = optional(string, "SOFTWARE")
    users            = optional(set(string), [])
  }))
  default  = { data = {} }
  nullable = false

  validation {
    condition     = length(var.keys) > 0 && alltrue([for name in keys(var.keys) : can(regex("^[a-zA-Z0-9_-]{1,63}$", name))])
    error_message = "There is at least one key, and each is named in letters, digits, underscores and hyphens."
  }

  validation {
    condition = alltrue([for key in values(var.keys) :
      key.rotation_days >= 1 && key.rotation_days <= 365 && contains(["SOFTWARE", "HSM"], key.protection_level) && length(setintersection(key.users, ["allUsers", "allAuthenticatedUsers"])) == 0
    ])
    error_message = "A key rotates every 1 to 365 days, is SOFTWARE or HSM, and is not for the public."
  }
}

variable "service_agents" {
  description = "Google services whose agents may use every key of the ring: artifactregistry, bigquery, compute, container, pubsub, redis, run, secretmanager, sql, storage."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.service_agents, ["artifactregistry", "bigquery", "compute", "container", "pubsub", "redis", "run", "secretmanager", "sql", "storage"])) == 0
    error_message = "The services are artifactregistry, bigquery, compute, container, pubsub, redis, run, secretmanager, sql and storage."
  }
}

variable "destroy_delay_days" {
  description = "Days in which a destroyed version can be restored, 1 to 120."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.destroy_delay_days >= 1 && var.destroy_delay_days <= 120
    error_message = "The delay is 1 to 120 days."
  }
}
