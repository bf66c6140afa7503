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
  default     = "container-service"
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
  description = "Name of the container-service; null makes it `<platform>-<environment>-container-service`."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "Id of the VPC in which the tasks run."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the private subnets of the tasks, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two subnets, in different zones, are given."
  }
}

variable "cluster" {
  description = "Cluster that the service joins; null makes one."
  type        = object({ arn = string })
  default     = null
}

variable "image" {
  description = "Image with its tag or digest."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+(:[^/\\s]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "The image has a tag other than latest, or a digest."
  }
}

variable "command" {
  description = "Command that replaces that of the image; empty keeps it."
  type        = list(string)
  default     = []
  nullable    = false
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

variable "arm" {
  description = "Whether the image is for ARM, which costs less."
  type        = bool
  default     = false
  nullable    = false
}

variable "size" {
  description = "Units of a processor (1024 are one) and MB of memory of a task, in a pair that Fargate knows."
  type = object({
    cpu    = optional(number, 512)
    memory = optional(number, 1024)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.size.cpu) && var.size.memory >= (var.size.cpu == 256 ? 512 : var.size.cpu * 2) && var.size.memory <= max(var.size.cpu * 8, 2048)
    error_message = "The processor is 256, 512, 1024, 2048, 4096, 8192 or 16384 units; the memory is 2 to 8 times as many MB (512 to 2048 for 256)."
  }
}

variable "scale" {
  description = "Tasks at least and at most, and the percentage of processor time that is aimed at between them."
  type = object({
    min = optional(number, 2)
    max = optional(number, 10)
    cpu = optional(number, 70)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.scale.min >= 0 && var.scale.max >= max(var.scale.min, 1) && var.scale.cpu >= 10 && var.scale.cpu <= 95
    error_message = "min <= max, and the aim is 10 to 95 percent."
  }
}

variable "environment_variables" {
  description = "Settings that the container reads; for secrets there is `secrets`."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Secrets by the variable that the container reads: the ARN in Secrets Manager, with :key:: behind it for one key of it."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets_kms_key_arns" {
  description = "Customer-managed keys with which the secrets are encrypted."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "permissions" {
  description = "What the application may do: exact actions on exact resources."
  type = list(object({
    actions   = list(string)
    resources = list(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = alltrue(flatten([for permission in var.permissions : [for action in permission.actions : can(regex("^[a-z0-9-]+:[A-Za-z]+\\*?$", action))]]))
    error_message = "Each action is named in full, such as s3:GetObject; a star may only end a name."
  }
}

variable "allowed_security_group_ids" {
  description = "Security groups that may connect to the tasks themselves, by a name that stays the same."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "load_balancer" {
  description = "Load balancer before the tasks, which speaks TLS: its subnets, certificate, who may connect, whether it has public addresses; null has none."
  type = object({
    subnet_ids      = list(string)
    certificate_arn = string
    allowed_cidrs   = set(string)
    public          = optional(bool, false)
    health_path     = optional(string, "/healthz")
    idle_seconds    = optional(number, 60)
  })
  default = null

  validation {
    condition     = var.load_balancer == null ? true : length(var.load_balancer.subnet_ids) >= 2 && alltrue([for cidr in var.load_balancer.allowed_cidrs : can(cidrhost(cidr, 0))]) && var.load_balancer.idle_seconds >= 1 && var.load_balancer.idle_seconds <= 4000
    error_message = "A load balancer has subnets in at least two zones, IPv4 CIDR blocks that may connect, and 1 to 4000 idle seconds."
  }
}

variable "execute_command" {
  description = "Whether operators may open a shell in a task."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the log is kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "log_kms_key_arn" {
  description = "Customer-managed key for the log, which must allow the logs service; null uses the key that CloudWatch Logs manages."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether the load balancer cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
