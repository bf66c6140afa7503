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
  default     = "state"
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
  description = "Name of the bucket, unique among all of Google's; null makes it `<platform>-<environment>-state-<project>`."
  type        = string
  default     = null
}

variable "location" {
  description = "Multi-region (US), dual region (NAM4) or region (us-central1) of the state."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z]+(-[A-Za-z]+)?[0-9]*$", var.location))
    error_message = "A location is written like US, NAM4 or us-central1."
  }
}

variable "writers" {
  description = "IAM members that plan and apply: people, groups and CI."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.writers) > 0 && length(setintersection(var.writers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "Somebody writes the state, and never the public."
  }
}

variable "readers" {
  description = "IAM members that only read state, such as units of another team."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.readers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "State is not for the public."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the state, in the bucket's location; null uses a key of Google's."
  type        = string
  default     = null
}

variable "versions_kept" {
  description = "Earlier versions of each state that are kept at least, however old."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.versions_kept >= 5
    error_message = "At least 5 versions are kept."
  }
}

variable "soft_delete_days" {
  description = "Days in which even a deleted version can be restored, 7 to 90."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.soft_delete_days >= 7 && var.soft_delete_days <= 90
    error_message = "The days are 7 to 90."
  }
}

variable "deletion_protection" {
  description = "Whether a bucket that still holds state is kept when it is to be destroyed."
  type        = bool
  default     = true
  nullable    = false
}
