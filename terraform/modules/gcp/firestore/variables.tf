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
  default     = "firestore"
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
  description = "Name of the database, or (default); null makes it `<platform>-<environment>-firestore`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region (us-central1) or multi-region (nam5, eur3) of the data; it can never change."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]+|nam5|nam7|eur3)$", var.location))
    error_message = "A location is written like us-central1, nam5 or eur3."
  }
}

variable "point_in_time_recovery" {
  description = "Whether the data of any minute of the last seven days can be read."
  type        = bool
  default     = true
  nullable    = false
}

variable "daily_backup_days" {
  description = "Days for which daily backups are kept, up to 98; 0 makes none."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.daily_backup_days >= 0 && var.daily_backup_days <= 98
    error_message = "Backups are kept for 0 to 98 days."
  }
}

variable "weekly_backup" {
  description = "Day of a weekly backup in capitals and weeks for which it is kept, up to 14; null makes none."
  type = object({
    day   = string
    weeks = number
  })
  default = null

  validation {
    condition     = var.weekly_backup == null || try(contains(["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"], var.weekly_backup.day) && var.weekly_backup.weeks >= 1 && var.weekly_backup.weeks <= 14, false)
    error_message = "The day is MONDAY to SUNDAY, and the backup is kept for 1 to 14 weeks."
  }
}

variable "indexes" {
  description = "Composite indexes by any key: collection, COLLECTION or COLLECTION_GROUP, and at least two fields with an order (ASCENDING, DESCENDING) or array = true."
  type = map(object({
    collection  = string
    query_scope = optional(string, "COLLECTION")
    fields = list(object({
      path  = string
      order = optional(string)
      array = optional(bool, false)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for index in values(var.indexes) : length(index.fields) >= 2 && contains(["COLLECTION", "COLLECTION_GROUP"], index.query_scope)])
    error_message = "An index has two fields or more, and the scope COLLECTION or COLLECTION_GROUP: Firestore indexes single fields by itself."
  }

  validation {
    condition     = alltrue(flatten([for index in values(var.indexes) : [for field in index.fields : (field.array && field.order == null) || (!field.array && contains(["ASCENDING", "DESCENDING"], coalesce(field.order, "none")))]]))
    error_message = "A field has an order of ASCENDING or DESCENDING, or array = true."
  }
}

variable "expiring" {
  description = "Field by collection whose time, once past, deletes the document."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "kms_key_name" {
  description = "Customer-managed key, in the database's location (us for nam5, europe for eur3); null uses a key of Google's."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether neither Terraform nor the API may delete the database."
  type        = bool
  default     = true
  nullable    = false
}
