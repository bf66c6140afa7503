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
  default     = "queue"
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
  description = "Name of the queue; null makes it `<platform>-<environment>-queue`."
  type        = string
  default     = null
}

variable "fifo" {
  description = "Whether messages keep their order and are delivered exactly once inside a message group."
  type        = bool
  default     = false
  nullable    = false
}

variable "visibility_timeout_seconds" {
  description = "How long a received message stays hidden from other consumers; at least six times the time-out of a Lambda that consumes it."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.visibility_timeout_seconds >= 0 && var.visibility_timeout_seconds <= 43200
    error_message = "The visibility time-out is 0 to 43200 seconds."
  }
}

variable "retention_seconds" {
  description = "How long an unread message is kept."
  type        = number
  default     = 345600
  nullable    = false

  validation {
    condition     = var.retention_seconds >= 60 && var.retention_seconds <= 1209600
    error_message = "The retention is 60 to 1209600 seconds (14 days)."
  }
}

variable "max_receives" {
  description = "Deliveries of one message until it goes to the dead-letter queue."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_receives >= 1 && var.max_receives <= 1000
    error_message = "The number of deliveries is 1 to 1000."
  }
}

variable "kms_key_arn" {
  description = "Customer-managed key for the messages at rest, which must allow events.amazonaws.com where event_rule_arns are given; null uses the key that SQS manages."
  type        = string
  default     = null
}

variable "event_rule_arns" {
  description = "Rules of EventBridge that may send to the queue, such as those of the output `rule_arns` of aws/events."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.event_rule_arns : can(regex("^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:rule/[^*?]+$", arn))])
    error_message = "Each is the ARN of one rule of EventBridge, without wildcards."
  }
}
