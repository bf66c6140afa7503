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
  default     = "bucket"
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
  description = "Name of the bucket, which no other bucket of the world may have; null makes it `<platform>-<environment>-bucket`."
  type        = string
  default     = null
}

variable "versioning" {
  description = "Whether overwritten and deleted objects are kept as older versions."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "Customer-managed key for the objects; null uses the keys that S3 manages."
  type        = string
  default     = null
}

variable "lifecycle_rules" {
  description = "What happens to ageing objects, by name: storage classes by the age in days, expiry, and expiry of older versions."
  type = map(object({
    prefix                     = optional(string, "")
    transitions                = optional(map(number), {})
    expire_days                = optional(number)
    expire_old_versions_days   = optional(number)
    keep_newest_older_versions = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue(flatten([for rule in values(var.lifecycle_rules) : [
      for class in keys(rule.transitions) : contains(["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"], class)
    ]]))
    error_message = "Storage classes are STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER_IR, GLACIER and DEEP_ARCHIVE."
  }
}

variable "abort_uploads_days" {
  description = "Days after which the parts of an unfinished upload are removed."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.abort_uploads_days >= 1
    error_message = "Unfinished uploads are removed after at least one day."
  }
}

variable "object_lock" {
  description = "Immutability of every new object for so many days: GOVERNANCE can be lifted by a special right, COMPLIANCE by nobody. Null locks nothing; a bucket made without it cannot get it later."
  type = object({
    mode = string
    days = number
  })
  default = null

  validation {
    condition     = var.object_lock == null ? true : contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock.mode) && var.object_lock.days >= 1
    error_message = "The mode is GOVERNANCE or COMPLIANCE, for at least one day."
  }

  validation {
    condition     = var.object_lock == null || var.versioning
    error_message = "Locked objects are versions: versioning must be on."
  }
}

variable "replication" {
  description = "Copies of new objects in buckets of other regions or accounts, by name; the target needs versioning, and its key where it has one."
  type = map(object({
    bucket_arn    = string
    prefix        = optional(string, "")
    storage_class = optional(string, "STANDARD")
    kms_key_arn   = optional(string)
    deletions     = optional(bool, true)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.replication) == 0 || var.versioning
    error_message = "Only versions are replicated: versioning must be on."
  }

  validation {
    condition     = var.kms_key_arn == null || alltrue([for target in values(var.replication) : target.kms_key_arn != null])
    error_message = "Objects encrypted with a customer-managed key need one at every target: kms_key_arn."
  }
}

variable "cors_rules" {
  description = "Web origins whose scripts may read or write objects."
  type = list(object({
    origins         = list(string)
    methods         = optional(list(string), ["GET", "HEAD"])
    headers         = optional(list(string), [])
    expose_headers  = optional(list(string), ["ETag"])
    max_age_seconds = optional(number, 3600)
  }))
  default  = []
  nullable = false
}

variable "access_log" {
  description = "Bucket that gets the access log, under the name of this one; null keeps none."
  type        = object({ bucket = string })
  default     = null
}

variable "event_bridge" {
  description = "Whether changes of objects are sent to EventBridge."
  type        = bool
  default     = false
  nullable    = false
}

variable "policy_documents" {
  description = "Further statements of the bucket policy as JSON documents, such as the right of a CloudFront distribution to read."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the bucket cannot be deleted: its policy denies it and objects in it are not removed by terraform; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
