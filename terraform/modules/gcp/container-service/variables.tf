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
  default     = "container-service"
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
  description = "Name of the service; null makes it `<platform>-<environment>-container-service`."
  type        = string
  default     = null
}

variable "location" {
  description = "Region of the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.location))
    error_message = "A region is written like us-central1."
  }
}

variable "image" {
  description = "Image of the first revision, with its tag or digest; later ones are deployed, not applied."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+[:@][^/\\s]+$", var.image)) && !endswith(var.image, ":latest")
    error_message = "An image has a tag or digest, and not latest, which names no image in particular."
  }
}

variable "port" {
  description = "Port on which the container listens."
  type        = number
  default     = 8080
  nullable    = false

  validation {
    condition     = var.port >= 1 && var.port <= 65535
    error_message = "The port is 1 to 65535."
  }
}

variable "environment_variables" {
  description = "Environment of the container; nothing secret."
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

variable "resources" {
  description = "CPUs and memory of an instance, and whether the CPU works only during requests."
  type = object({
    cpu      = optional(string, "1")
    memory   = optional(string, "512Mi")
    cpu_idle = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["1", "2", "4", "6", "8", "1000m", "2000m", "4000m"], var.resources.cpu) && can(regex("^((51[2-9]|5[2-9][0-9]|[6-9][0-9]{2}|[1-9][0-9]{3,4})Mi|[1-9][0-9]?Gi)$", var.resources.memory))
    error_message = "The CPUs are 1, 2, 4, 6 or 8, and the memory is 512Mi or more, written like 512Mi or 2Gi."
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

variable "concurrency" {
  description = "Requests that one instance handles at once."
  type        = number
  default     = 80
  nullable    = false

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000
    error_message = "The concurrency is 1 to 1000."
  }
}

variable "timeout_seconds" {
  description = "Longest time of one request or WebSocket connection."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 3600
    error_message = "The time-out is 1 to 3600 seconds."
  }
}

variable "session_affinity" {
  description = "Whether one client's requests go to one instance, as WebSocket fallbacks like."
  type        = bool
  default     = false
  nullable    = false
}

variable "health_path" {
  description = "Path that answers once the container is ready, and as long as it is well; null only watches the port."
  type        = string
  default     = "/healthz"

  validation {
    condition     = var.health_path == null || startswith(coalesce(var.health_path, "none"), "/")
    error_message = "A path starts with a slash."
  }
}

variable "network" {
  description = "Network and subnet through which private addresses are reached; null reaches none."
  type = object({
    network = string
    subnet  = string
  })
  default = null
}

variable "cloud_sql_instances" {
  description = "Connection names of Cloud SQL instances whose sockets stand under /cloudsql."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.cloud_sql_instances : length(split(":", name)) >= 3])
    error_message = "A connection name is written PROJECT:REGION:NAME."
  }
}

variable "public" {
  description = "Whether anybody on the internet may call the service."
  type        = bool
  default     = false
  nullable    = false
}

variable "behind_load_balancer" {
  description = "Whether an external load balancer, and nothing else from outside, reaches the service."
  type        = bool
  default     = false
  nullable    = false
}

variable "invokers" {
  description = "IAM members that may call the service."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setintersection(var.invokers, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "A service for everybody says so by public."
  }
}

variable "kms_key_name" {
  description = "Customer-managed key for the container's image in Cloud Run; null uses a key of Google's."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the service."
  type        = bool
  default     = true
  nullable    = false
}
