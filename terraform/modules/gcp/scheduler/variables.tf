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
  default     = "scheduler"
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
  description = "First part of the names of the jobs; null makes it `<platform>-<environment>-scheduler`."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of the jobs."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region is written like us-central1."
  }
}

variable "jobs" {
  description = "Jobs by their last word: schedule in cron form, time zone, and either a topic (projects/.../topics/...) or an https URL with the service account that calls it; body, paused, retries and seconds for one attempt."
  type = map(object({
    schedule         = string
    time_zone        = optional(string, "Etc/UTC")
    pubsub_topic     = optional(string)
    uri              = optional(string)
    http_method      = optional(string, "POST")
    service_account  = optional(string)
    audience         = optional(string)
    body             = optional(string, "{}")
    paused           = optional(bool, false)
    retries          = optional(number, 3)
    deadline_seconds = optional(number, 180)
  }))
  nullable = false

  validation {
    condition     = length(var.jobs) > 0 && alltrue([for name, job in var.jobs : can(regex("^[a-zA-Z0-9_-]{1,100}$", name)) && length(split(" ", job.schedule)) == 5])
    error_message = "There is at least one job, named in letters, digits, underscores and hyphens, and its schedule has the five fields of cron."
  }

  validation {
    condition     = alltrue([for job in values(var.jobs) : (job.pubsub_topic == null) != (job.uri == null)])
    error_message = "A job has either a topic or a URL."
  }

  validation {
    condition     = alltrue([for job in values(var.jobs) : job.uri == null || (startswith(coalesce(job.uri, "none"), "https://") && job.service_account != null)])
    error_message = "A URL is https, and called as a service account."
  }

  validation {
    condition     = alltrue([for job in values(var.jobs) : job.retries >= 0 && job.retries <= 5 && job.deadline_seconds >= 15 && job.deadline_seconds <= 1800 && contains(["POST", "PUT", "PATCH", "GET", "DELETE", "HEAD", "OPTIONS"], job.http_method)])
    error_message = "A job is retried 0 to 5 times, has 15 to 1800 seconds, and a method of HTTP."
  }
}
