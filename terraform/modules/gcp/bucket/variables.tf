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
  default     = "bucket"
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
  description = "Name of the bucket, unique among all of Google's; null makes it `<platform>-<environment>-bucket-<project>`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region (us-central1), dual region (NAM4) or multi-region (US) of the objects."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z]+(-[A-Za-z]+)?[0-9]*$", var.location))
    error_message = "A location is written like us-central1, NAM4 or US."
  }
}

variable "data_regions" {
  description = "The two regions of a configurable dual region inside the multi-region of location; empty makes none."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = contains([0, 2], length(var.data_regions)) && (length(var.data_regions) == 0 || contains(["US", "EU", "ASIA", "IN", "CA", "AU"], upper(var.location)))
    error_message = "A dual region has two regions, and its location is the multi-region around both, such as US or EU."
  }
}

variable "turbo_replication" {
  description = "Whether a dual region copies objects within 15 minutes instead of by default."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.turbo_replication || length(var.data_regions) == 2 || can(regex("^[A-Z]+[0-9]+$", upper(var.location)))
    error_message = "Only a dual region replicates faster: give data_regions, or a location such as NAM4."
  }
}

variable "storage_class" {
  description = "Class of new objects: STANDARD, NEARLINE, COLDLINE or ARCHIVE."
  type        = string
  default     = "STANDARD"
  nullable    = false

  validation {
    condition     = contains(["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"], var.storage_class)
    error_message = "The class is STANDARD, NEARLINE, COLDLINE or ARCHIVE."
  }
}

variable "versioning" {
  description = "Whether replaced and deleted objects are kept as versions."
  type        = bool
  default     = true
  nullable    = false
}

variable "version_days" {
  description = "Days for which a replaced or deleted object is kept as a version."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = var.version_days >= 1
    error_message = "Versions are kept for at least a day."
  }
}

variable "soft_delete_days" {
  description = "Days in which even a deleted version can be restored: 0 (none), or 7 to 90."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.soft_delete_days == 0 || (var.soft_delete_days >= 7 && var.soft_delete_days <= 90)
    error_message = "The days are 0 or 7 to 90."
  }
}

variable "transitions" {
  description = "Ages in days at which objects, under the prefixes or all, move to a cheaper class."
  type = list(object({
    age_days      = number
    storage_class = string
    prefixes      = optional(list(string), [])
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for move in var.transitions : move.age_days >= 0 && contains(["NEARLINE", "COLDLINE", "ARCHIVE"], move.storage_class)])
    error_message = "A transition goes to NEARLINE, COLDLINE or ARCHIVE at an age of 0 days or more."
  }
}

variable "expirations" {
  description = "Ages in days at which objects under the prefixes, or all, are deleted."
  type = list(object({
    age_days = number
    prefixes = optional(list(string), [])
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue([for expiry in var.expirations : expiry.age_days >= 1])
    error_message = "Objects expire at an age of a day or more."
  }
}

variable "retention" {
  description = "Days in which no object can be deleted or replaced, and whether that is locked for ever; null keeps none."
  type = object({
    days   = number
    locked = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.retention == null || (try(var.retention.days >= 1, false) && !var.versioning)
    error_message = "Retention is a day or more, and excludes versioning: give versioning = false."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the objects, in the bucket's location; null uses a key of Google's."
  type        = string
  default     = null
}

variable "readers" {
  description = "IAM members that may read and list objects."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.readers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "This bucket is private: the cdn module serves files to the public."
  }
}

variable "writers" {
  description = "IAM members that may read, list, write and delete objects."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.writers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "The public is not let in to write."
  }
}

variable "cors" {
  description = "Origins and methods that browsers may use, with the headers they may read."
  type = list(object({
    origins = list(string)
    methods = list(string)
    headers = optional(list(string), ["Content-Type"])
  }))
  default  = []
  nullable = false
}

variable "log_bucket" {
  description = "Bucket that takes the access logs; null writes none."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether a bucket that still has objects is kept when it is to be destroyed."
  type        = bool
  default     = true
  nullable    = false
}
