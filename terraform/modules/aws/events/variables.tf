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
  default     = "events"
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
  description = "Name of the events; null makes it `<platform>-<environment>-events`."
  type        = string
  default     = null
}
variable "rules" {
  description = "Rules by name: events that match the pattern go to the targets. Functions are allowed to be called by this module; a queue or topic needs a policy that allows events.amazonaws.com, or a role_arn."
  type = map(object({
    description = optional(string)
    pattern     = string
    enabled     = optional(bool, true)
    targets = map(object({
      arn              = string
      function         = optional(bool, false)
      role_arn         = optional(string)
      input_path       = optional(string)
      message_group_id = optional(string)
    }))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for rule in values(var.rules) : can(keys(jsondecode(rule.pattern))) && length(rule.targets) >= 1 && length(rule.targets) <= 5])
    error_message = "A pattern is a JSON object, and a rule has 1 to 5 targets."
  }
}

variable "publishers" {
  description = "Accounts, by their twelve digits, that may put events on the bus; this account always may by its own policies."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for account in var.publishers : can(regex("^[0-9]{12}$", account))])
    error_message = "An account is twelve digits."
  }
}

variable "archive_days" {
  description = "Days for which events can be played again; 0 keeps them for ever, null keeps none."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.archive_days == null ? true : var.archive_days >= 0
    error_message = "Events are kept for 0 or more days."
  }
}

variable "max_age_seconds" {
  description = "Age after which an event that no target took goes to the dead-letter queue."
  type        = number
  default     = 86400
  nullable    = false

  validation {
    condition     = var.max_age_seconds >= 60 && var.max_age_seconds <= 86400
    error_message = "The age is 60 to 86400 seconds."
  }
}

variable "max_attempts" {
  description = "Attempts after which an event goes to the dead-letter queue."
  type        = number
  default     = 185
  nullable    = false

  validation {
    condition     = var.max_attempts >= 0 && var.max_attempts <= 185
    error_message = "There are 0 to 185 attempts."
  }
}

variable "kms_key_arn" {
  description = "Customer-managed key for events and dead letters, which must allow events.amazonaws.com; null uses the keys that AWS manages."
  type        = string
  default     = null
}
