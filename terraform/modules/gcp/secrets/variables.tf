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
  default     = "secrets"
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
  description = "First part of the names of the secrets; null makes it `<platform>-<environment>-secrets`."
  type        = string
  default     = null
}

variable "secrets" {
  description = "Secrets by their last word, with the IAM members that may read each, and those that may add versions."
  type = map(object({
    readers = optional(set(string), [])
    writers = optional(set(string), [])
  }))
  nullable = false

  validation {
    condition     = length(var.secrets) > 0 && alltrue([for key in keys(var.secrets) : can(regex("^[a-zA-Z][a-zA-Z0-9_-]{0,99}$", key))])
    error_message = "There is at least one secret, and each is named in letters, digits, underscores and hyphens, a letter first."
  }

  validation {
    condition     = alltrue([for secret in values(var.secrets) : length(setintersection(setunion(secret.readers, secret.writers), ["allUsers", "allAuthenticatedUsers"])) == 0])
    error_message = "Secrets are not for the public."
  }
}

variable "replicas" {
  description = "Regions that hold the values, each with a customer-managed key there or null; empty lets Google replicate everywhere."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for region in keys(var.replicas) : can(regex("^[a-z]+-[a-z]+[0-9]+$", region))])
    error_message = "A region is written like us-central1."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key in the location global for secrets that Google replicates everywhere; null uses a key of Google's."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || (length(var.replicas) == 0 && can(regex("/locations/global/", coalesce(var.kms_key_name, "none"))))
    error_message = "The key is one in the location global, and stands in place of replicas with their own keys."
  }
}

variable "destroy_delay_days" {
  description = "Days in which a destroyed version can be restored, 1 to 1000."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.destroy_delay_days >= 1 && var.destroy_delay_days <= 1000
    error_message = "The delay is 1 to 1000 days."
  }
}

variable "rotation" {
  description = "How often (seconds, an hour at least) and from when (RFC 3339) a topic is told to rotate, and which; null announces nothing."
  type = object({
    period_seconds = number
    next_time      = string
    topic          = string
  })
  default = null

  validation {
    condition     = var.rotation == null || try(var.rotation.period_seconds >= 3600 && can(timeadd(var.rotation.next_time, "0s")) && can(regex("^projects/[^/]+/topics/[^/]+$", var.rotation.topic)), false)
    error_message = "The period is 3600 seconds or more, the time like 2030-01-01T00:00:00Z, and the topic projects/PROJECT/topics/NAME."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the secrets."
  type        = bool
  default     = true
  nullable    = false
}
