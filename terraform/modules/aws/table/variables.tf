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
  default     = "table"
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
  description = "Name of the table; null makes it `<platform>-<environment>-table`."
  type        = string
  default     = null
}
variable "hash_key" {
  description = "Attribute that spreads the items, with its type: S, N or B."
  type = object({
    name = string
    type = optional(string, "S")
  })
  nullable = false

  validation {
    condition     = contains(["S", "N", "B"], var.hash_key.type)
    error_message = "The type of a key is S, N or B."
  }
}

variable "range_key" {
  description = "Attribute that orders the items of one hash key; null has none."
  type = object({
    name = string
    type = optional(string, "S")
  })
  default = null

  validation {
    condition     = var.range_key == null ? true : contains(["S", "N", "B"], var.range_key.type)
    error_message = "The type of a key is S, N or B."
  }
}

variable "indexes" {
  description = "Global secondary indexes by name: other keys for the same items."
  type = map(object({
    hash_key   = object({ name = string, type = optional(string, "S") })
    range_key  = optional(object({ name = string, type = optional(string, "S") }))
    projection = optional(string, "ALL")
    attributes = optional(set(string))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for index in values(var.indexes) : contains(["ALL", "KEYS_ONLY", "INCLUDE"], index.projection) && (index.attributes != null) == (index.projection == "INCLUDE")])
    error_message = "A projection is ALL, KEYS_ONLY, or INCLUDE with its attributes."
  }
}

variable "capacity" {
  description = "Reads and writes a second that are paid for in advance; null pays for each request."
  type = object({
    read  = number
    write = number
  })
  default = null

  validation {
    condition     = var.capacity == null ? true : var.capacity.read >= 1 && var.capacity.write >= 1
    error_message = "At least one read and one write a second are paid for."
  }
}

variable "ttl_attribute" {
  description = "Attribute with the second of the epoch after which an item goes; null keeps all."
  type        = string
  default     = null
}

variable "stream" {
  description = "What of every change is sent to listeners, such as a sync into another cloud: KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES; null sends nothing."
  type        = string
  default     = null

  validation {
    condition     = var.stream == null ? true : contains(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"], var.stream)
    error_message = "The stream is KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES."
  }
}

variable "replica_regions" {
  description = "Further regions that read and write the same table, with the ARN of the key there, or an empty text for the key that AWS manages."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "recovery_days" {
  description = "Days into which the table can be restored, to the second."
  type        = number
  default     = 35
  nullable    = false

  validation {
    condition     = var.recovery_days >= 1 && var.recovery_days <= 35
    error_message = "The table can be restored to 1 to 35 days ago."
  }
}

variable "infrequent" {
  description = "Whether storage is cheap and requests are dear, for tables that are seldom read."
  type        = bool
  default     = false
  nullable    = false
}

variable "kms_key_arn" {
  description = "Customer-managed key for the items; null uses the key that AWS manages for this account."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether the table cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
