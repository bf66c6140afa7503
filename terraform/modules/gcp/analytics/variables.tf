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
  default     = "analytics"
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
  description = "Name of the dataset; null makes it `<platform>-<environment>-analytics`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region (us-central1) or multi-region (US, EU) of the data."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z]+-[a-z]+[0-9]+|US|EU)$", var.location))
    error_message = "A location is written like us-central1, US or EU."
  }
}

variable "tables" {
  description = "Tables by name: schema as JSON, field and unit (HOUR, DAY, MONTH, YEAR) of the partitions, whether queries must name one, days for which they are kept, and up to four fields to cluster by."
  type = map(object({
    schema                   = string
    partition_field          = optional(string)
    partition_type           = optional(string, "DAY")
    require_partition_filter = optional(bool, false)
    partition_days           = optional(number)
    clustering               = optional(list(string), [])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name, table in var.tables : can(regex("^[A-Za-z0-9_]{1,200}$", name)) && can(jsondecode(table.schema)[0].name)])
    error_message = "A table is named in letters, digits and underscores, and its schema is a JSON list of fields."
  }

  validation {
    condition     = alltrue([for table in values(var.tables) : contains(["HOUR", "DAY", "MONTH", "YEAR"], table.partition_type) && length(table.clustering) <= 4 && (table.partition_field != null || (!table.require_partition_filter && table.partition_days == null))])
    error_message = "Partitions are of an HOUR, DAY, MONTH or YEAR, there are at most four fields to cluster by, and only a table with a partition field has a filter or days."
  }
}

variable "views" {
  description = "Views by name, each a query in GoogleSQL."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, query in var.views : can(regex("^[A-Za-z0-9_]{1,200}$", name)) && can(regex("(?i)^\\s*(select|with)\\s", query))])
    error_message = "A view is named in letters, digits and underscores, and is a query."
  }
}

variable "table_days" {
  description = "Days after which new tables are deleted unless they say otherwise; null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.table_days == null || try(var.table_days >= 1, false)
    error_message = "Tables are kept for a day or more, or null."
  }
}

variable "time_travel_hours" {
  description = "Hours for which deleted and changed data can be read back, 48 to 168 in whole days."
  type        = number
  default     = 168
  nullable    = false

  validation {
    condition     = var.time_travel_hours >= 48 && var.time_travel_hours <= 168 && var.time_travel_hours % 24 == 0
    error_message = "The hours are 48 to 168, in whole days."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the data, in the dataset's location; null uses a key of Google's."
  type        = string
  default     = null
}

variable "readers" {
  description = "IAM members that read all tables and views."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.readers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "This dataset is private."
  }
}

variable "editors" {
  description = "IAM members that write to tables and make new ones."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.editors, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "The public does not write."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete tables, and a dataset that still has some."
  type        = bool
  default     = true
  nullable    = false
}
