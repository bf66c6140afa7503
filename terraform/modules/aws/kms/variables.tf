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
  default     = "kms"
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
  description = "Name of the kms; null makes it `<platform>-<environment>-kms`."
  type        = string
  default     = null
}

variable "administrators" {
  description = "ARNs of the principals that may manage the key but not use it; empty leaves that to the account's IAM policies."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "users" {
  description = "ARNs of the principals that may encrypt and decrypt with the key."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "services" {
  description = "AWS services that may use the key on behalf of this account, such as logs.us-east-1.amazonaws.com."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "multi_region" {
  description = "Whether the key can be replicated into other regions, which an existing key cannot become."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_window_days" {
  description = "Days in which a scheduled deletion can still be cancelled."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "The deletion window is 7 to 30 days."
  }
}
