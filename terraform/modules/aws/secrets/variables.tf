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
  description = "Name of the secrets; null makes it `<platform>-<environment>-secrets`."
  type        = string
  default     = null
}

variable "secrets" {
  description = "Secrets by their last word, such as database; values are put in by their owners and never pass through Terraform."
  type = map(object({
    description = string
  }))
  nullable = false

  validation {
    condition     = length(var.secrets) > 0 && alltrue([for key in keys(var.secrets) : can(regex("^[a-z][a-z0-9/-]{0,63}$", key))])
    error_message = "There is at least one secret, and each is named in lower-case letters, digits, hyphens and slashes."
  }
}

variable "readers" {
  description = "ARNs of the principals that may read the values."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "kms_key_arn" {
  description = "Customer-managed key for the values; null uses the key that Secrets Manager manages."
  type        = string
  default     = null
}

variable "replica_regions" {
  description = "Regions that get a copy of every secret, for a platform that must start elsewhere."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "recovery_window_days" {
  description = "Days in which a deleted secret can be restored."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.recovery_window_days >= 7 && var.recovery_window_days <= 30
    error_message = "The recovery window is 7 to 30 days."
  }
}
