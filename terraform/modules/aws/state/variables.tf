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
  default     = "state"
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
  description = "Name of the bucket, which no other bucket of the world may have; null makes it `<platform>-<environment>-state`."
  type        = string
  default     = null
}

variable "kms_key" {
  description = "Customer-managed key for the states, which hold what their resources hold; null makes one for them."
  type        = object({ arn = string })
  default     = null
}

variable "old_versions_days" {
  description = "Days for which earlier states can be restored; the ten newest always can."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition     = var.old_versions_days >= 30
    error_message = "Earlier states are kept for at least 30 days."
  }
}

variable "access_log" {
  description = "Bucket that gets the access log; null keeps none."
  type        = object({ bucket = string })
  default     = null
}

variable "replication" {
  description = "Bucket in another region, with its key, that gets a copy of every state."
  type        = object({ bucket_arn = string, kms_key_arn = string })
  default     = null
}

variable "units" {
  description = "Terraform roots whose states are kept here; each gets a policy for its own state only."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.units) > 0 && alltrue([for unit in var.units : can(regex("^[a-z][a-z0-9-]{0,29}$", unit))])
    error_message = "There is at least one unit, each named in 1 to 30 lower-case letters, digits and hyphens."
  }
}

variable "deletion_protection" {
  description = "Whether the bucket cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
