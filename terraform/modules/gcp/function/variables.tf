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
  default     = "function"
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
  description = "Name of the function; null makes it `<platform>-<environment>-function`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region of the function."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.location))
    error_message = "A region is written like us-central1."
  }
}

variable "runtime" {
  description = "Runtime, such as nodejs22 or python312."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^(nodejs|python|go|java|dotnet|ruby|php)[0-9]+$", var.runtime))
    error_message = "A runtime is written like nodejs22 or python312."
  }
}

variable "entry_point" {
  description = "Function in the source that is called."
  type        = string
  nullable    = false
}

variable "source_code" {
  description = "Archive of the source: bucket and object."
  type = object({
    bucket = string
    object = string
  })
  nullable = false

  validation {
    condition     = endswith(var.source_code.object, ".zip")
    error_message = "The source is a .zip object."
  }
}

variable "trigger" {
  description = "What calls the function, at most one: a topic (projects/.../topics/...), a bucket whose objects are written, or a schedule in cron form with its time zone; retry repeats a failed event."
  type = object({
    pubsub_topic = optional(string)
    bucket       = optional(string)
    schedule     = optional(string)
    time_zone    = optional(string, "Etc/UTC")
    retry        = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = length([for source in [var.trigger.pubsub_topic, var.trigger.bucket, var.trigger.schedule] : source if source != null]) <= 1
    error_message = "A function has at most one trigger."
  }

  validation {
    condition     = var.trigger.pubsub_topic == null || can(regex("^projects/[^/]+/topics/[^/]+$", coalesce(var.trigger.pubsub_topic, "none")))
    error_message = "A topic is written projects/PROJECT/topics/NAME."
  }

  validation {
    condition     = var.trigger.schedule == null || length(split(" ", coalesce(var.trigger.schedule, "none"))) == 5
    error_message = "A schedule has the five fields of cron, such as */5 * * * *."
  }
}

variable "trigger_location" {
  description = "Location of the trigger where it differs from the function's, such as the multi-region of a bucket."
  type        = string
  default     = null
}

variable "environment_variables" {
  description = "Environment of the function; nothing secret."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secret_environment_variables" {
  description = "Environment variables with the name of the secret that holds the value, and its version."
  type = map(object({
    secret  = string
    version = optional(string, "latest")
  }))
  default  = {}
  nullable = false
}

variable "memory_mb" {
  description = "Memory of an instance."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_mb >= 128 && var.memory_mb <= 32768
    error_message = "The memory is 128 to 32768 MB."
  }
}

variable "cpu" {
  description = "CPUs of an instance; concurrency above 1 needs a whole one."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = can(tonumber(var.cpu)) && try(tonumber(var.cpu) >= 0.08 && tonumber(var.cpu) <= 8, false)
    error_message = "The CPUs are 0.08 to 8."
  }
}

variable "concurrency" {
  description = "Requests that one instance handles at once."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000 && (var.concurrency == 1 || try(tonumber(var.cpu) >= 1, true))
    error_message = "The concurrency is 1 to 1000, and above 1 it needs a whole CPU."
  }
}

variable "timeout_seconds" {
  description = "Longest time of one call: up to 540 for events, 3600 for requests."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= (var.trigger.pubsub_topic != null || var.trigger.bucket != null ? 540 : 3600)
    error_message = "The time-out is 1 to 3600 seconds, for events at most 540."
  }
}

variable "scaling" {
  description = "Fewest and most instances."
  type = object({
    min = optional(number, 0)
    max = optional(number, 20)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.scaling.min >= 0 && var.scaling.max >= max(var.scaling.min, 1)
    error_message = "There is at most one instance or more, and no fewer than at least."
  }
}

variable "vpc_connector" {
  description = "Serverless VPC Access connector (projects/.../connectors/...) through which private addresses are reached; null reaches none."
  type        = string
  default     = null
}

variable "public" {
  description = "Whether anybody on the internet may call the function."
  type        = bool
  default     = false
  nullable    = false
}

variable "invokers" {
  description = "IAM members that may call the function."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.invokers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "A function for everybody says so by public."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for source and image of the function; null uses a key of Google's."
  type        = string
  default     = null
}

variable "docker_repository" {
  description = "Artifact Registry repository (projects/.../repositories/...) of the function's image, required with kms_key_name; null uses the one that Google makes."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_name == null || var.docker_repository != null
    error_message = "A function with its own key needs a repository that is encrypted with it."
  }
}
