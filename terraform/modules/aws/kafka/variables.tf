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
  default     = "kafka"
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
  description = "Name of the kafka; null makes it `<platform>-<environment>-kafka`."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "Id of the VPC in which the brokers live."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the subnets of the brokers, one each in two or three zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = contains([2, 3], length(var.subnet_ids))
    error_message = "Two or three subnets, in different zones, are given."
  }
}

variable "allowed_security_group_ids" {
  description = "Security groups that may connect, by a name that stays the same."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "allowed_cidrs" {
  description = "Address ranges that may connect, such as those of the other clouds behind the tunnels."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.allowed_cidrs : can(cidrhost(cidr, 0)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR block, and none is the whole internet."
  }
}

variable "kafka_version" {
  description = "Version of Kafka as MSK names it."
  type        = string
  default     = "3.8.x"
  nullable    = false

  validation {
    condition     = can(regex("^[3-9]\\.[0-9]+\\.([0-9]+|x)(\\.kraft)?$", var.kafka_version))
    error_message = "The version is written as 3.8.x or 3.9.x.kraft."
  }
}

variable "instance_type" {
  description = "Size of a broker."
  type        = string
  default     = "kafka.m7g.large"
  nullable    = false

  validation {
    condition     = startswith(var.instance_type, "kafka.")
    error_message = "The instance type starts with kafka."
  }
}

variable "brokers_per_zone" {
  description = "Brokers in each zone."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.brokers_per_zone >= 1 && var.brokers_per_zone <= 10
    error_message = "There are 1 to 10 brokers a zone."
  }
}

variable "storage_gb" {
  description = "Storage of a broker at the start."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.storage_gb >= 1 && var.storage_gb <= 16384
    error_message = "The storage is 1 to 16384 GB."
  }
}

variable "max_storage_gb" {
  description = "Size up to which the storage of a broker grows by itself."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.max_storage_gb > var.storage_gb && var.max_storage_gb <= 16384
    error_message = "The maximum is above the storage at the start and at most 16384 GB."
  }
}

variable "authentication" {
  description = "How clients are known, over TLS in every case: by IAM, or by certificates of the named private authorities, as clients in other clouds need."
  type = object({
    iam                        = optional(bool, true)
    certificate_authority_arns = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.authentication.iam || length(var.authentication.certificate_authority_arns) > 0
    error_message = "Clients are known by IAM, by certificates, or by both."
  }
}

variable "properties" {
  description = "Server properties over those of the module, such as { \"log.retention.hours\" = \"72\" }."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "monitoring_level" {
  description = "Detail of the metrics."
  type        = string
  default     = "PER_BROKER"
  nullable    = false

  validation {
    condition     = contains(["DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"], var.monitoring_level)
    error_message = "The level is DEFAULT, PER_BROKER, PER_TOPIC_PER_BROKER or PER_TOPIC_PER_PARTITION."
  }
}

variable "prometheus" {
  description = "Whether brokers answer Prometheus, on ports 11001 and 11002, to those who may connect."
  type        = bool
  default     = false
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which the logs of the brokers are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key" {
  description = "Customer-managed key for data at rest; null makes one for this cluster."
  type        = object({ arn = string })
  default     = null
}
