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
  default     = "function"
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
  description = "Name of the function; null makes it `<platform>-<environment>-function`."
  type        = string
  default     = null
}
variable "package" {
  description = "Code of the function: an image, an archive in a bucket, or a local archive with its base64 SHA-256 as `hash`."
  type = object({
    image_uri  = optional(string)
    bucket     = optional(string)
    key        = optional(string)
    version_id = optional(string)
    file       = optional(string)
    hash       = optional(string)
  })
  nullable = false

  validation {
    condition     = length([for source in [var.package.image_uri, var.package.bucket, var.package.file] : source if source != null]) == 1 && (var.package.bucket != null) == (var.package.key != null)
    error_message = "The code comes from exactly one of image_uri, bucket with key, and file."
  }
}

variable "runtime" {
  description = "Runtime of an archive; images bring their own."
  type        = string
  default     = "nodejs22.x"
  nullable    = false

  validation {
    condition     = can(regex("^(nodejs|python|java|dotnet|ruby|provided)", var.runtime))
    error_message = "The runtime is one of Lambda's, such as nodejs22.x or python3.13."
  }
}

variable "handler" {
  description = "Entry point of an archive."
  type        = string
  default     = "index.handler"
  nullable    = false
}

variable "arm" {
  description = "Whether it runs on ARM, which costs less."
  type        = bool
  default     = true
  nullable    = false
}

variable "memory_mb" {
  description = "Memory, and with it the share of a processor."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 10240
    error_message = "The memory is 128 to 10240 MB."
  }
}

variable "timeout_seconds" {
  description = "Time after which a call is ended."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900
    error_message = "The time-out is 1 to 900 seconds."
  }
}

variable "concurrency" {
  description = "Calls at once that are kept for it and that it never exceeds; -1 sets no limit."
  type        = number
  default     = -1
  nullable    = false

  validation {
    condition     = var.concurrency >= -1
    error_message = "The number of calls is -1 or more."
  }
}

variable "environment_variables" {
  description = "Settings that the code reads; secrets are named here by their ARN, not by their value."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "layers" {
  description = "ARNs of layers with their versions."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "permissions" {
  description = "What the function may do: exact actions on exact resources."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue(flatten([for permission in var.permissions : [for action in permission.actions : can(regex("^[a-z0-9-]+:[A-Za-z]+\\*?$", action))]]))
    error_message = "Each action is named in full, such as dynamodb:PutItem; a star may only end a name."
  }
}

variable "vpc" {
  description = "Subnets and security groups through which it reaches private things; null keeps it out of networks."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null
}

variable "queues" {
  description = "SQS queues whose messages call it, by a name that stays the same; failed messages alone come back."
  type = map(object({
    arn             = string
    batch_size      = optional(number, 10)
    window_seconds  = optional(number, 0)
    max_concurrency = optional(number)
    kms_key_arn     = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for queue in values(var.queues) : queue.batch_size >= 1 && queue.batch_size <= 10000 && (queue.batch_size <= 10 || queue.window_seconds >= 1)])
    error_message = "A batch is 1 to 10000 messages; more than 10 need a window_seconds of at least 1."
  }
}

variable "buckets" {
  description = "Buckets whose new objects call it, by a name that stays the same. S3 knows one list of listeners a bucket: no other module may set up notifications of the same bucket."
  type = map(object({
    name   = string
    events = optional(list(string), ["s3:ObjectCreated:*"])
    prefix = optional(string)
    suffix = optional(string)
  }))
  default  = {}
  nullable = false
}

variable "schedules" {
  description = "Times at which it is called, by a name that stays the same: rate(5 minutes), cron(0 3 * * ? *) or at(2026-01-01T00:00:00)."
  type = map(object({
    expression = string
    timezone   = optional(string, "UTC")
    input      = optional(string, "{}")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for schedule in values(var.schedules) : can(regex("^(rate|cron|at)\\(.+\\)$", schedule.expression))])
    error_message = "A schedule is written as rate(...), cron(...) or at(...)."
  }
}

variable "failure_arn" {
  description = "ARN of the queue or topic that gets calls which failed for good; null forgets them."
  type        = string
  default     = null
}

variable "tracing" {
  description = "Whether X-Ray follows its calls."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which its log is kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key_arn" {
  description = "Customer-managed key for the settings and the log, which must allow the logs service; null uses the keys that AWS manages."
  type        = string
  default     = null
}
