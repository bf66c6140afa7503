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
  default     = "postgres"
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
  description = "Name of the postgres; null makes it `<platform>-<environment>-postgres`."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "Id of the VPC in which the database lives."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the subnets of the database, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "At least two subnets, in different zones, are given."
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

variable "engine_version" {
  description = "Version of PostgreSQL; a major version alone follows its minor versions."
  type        = string
  default     = "16"
  nullable    = false

  validation {
    condition     = can(regex("^1[3-9](\\.[0-9]+)?$", var.engine_version))
    error_message = "The version is 13 or later, such as 16 or 16.8."
  }
}

variable "instance_class" {
  description = "Size of the instance, such as db.r6g.xlarge."
  type        = string
  default     = "db.t4g.medium"
  nullable    = false

  validation {
    condition     = startswith(var.instance_class, "db.")
    error_message = "The instance class starts with db."
  }
}

variable "storage_gb" {
  description = "Storage at the start."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.storage_gb >= 20 && var.storage_gb <= 65536
    error_message = "The storage is 20 to 65536 GB."
  }
}

variable "max_storage_gb" {
  description = "Size up to which the storage grows by itself."
  type        = number
  default     = 500
  nullable    = false

  validation {
    condition     = var.max_storage_gb > var.storage_gb
    error_message = "The storage can only grow: the maximum is above the storage at the start."
  }
}

variable "database_name" {
  description = "Name of the first database."
  type        = string
  default     = "app"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database_name))
    error_message = "The database is named in lower-case letters, digits and underscores, a letter first."
  }
}

variable "username" {
  description = "Administrator, whose password stands in Secrets Manager only."
  type        = string
  default     = "mcloud_admin"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.username)) && !contains(["rdsadmin", "postgres"], var.username)
    error_message = "The administrator is named in lower-case letters, digits and underscores, and not rdsadmin or postgres."
  }
}

variable "password_version" {
  description = "Raised by one, it makes a new password and stores it."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.password_version >= 1 && floor(var.password_version) == var.password_version
    error_message = "The version of the password is a whole number from 1 on."
  }
}

variable "port" {
  description = "Port on which the database listens."
  type        = number
  default     = 5432
  nullable    = false

  validation {
    condition     = var.port >= 1150 && var.port <= 65535
    error_message = "The port is 1150 to 65535."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over when the first fails."
  type        = bool
  default     = true
  nullable    = false
}

variable "read_replicas" {
  description = "Read-only copies by the last word of their names; null values are those of the primary."
  type = map(object({
    instance_class    = optional(string)
    availability_zone = optional(string)
    multi_az          = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.read_replicas) <= 15 && alltrue([for name in keys(var.read_replicas) : can(regex("^[a-z0-9]{1,16}$", name))])
    error_message = "There are at most 15 replicas, each named in 1 to 16 lower-case letters and digits."
  }
}

variable "logical_replication" {
  description = "Whether tables can be replicated into other clouds (rds.logical_replication); changing it needs a restart."
  type        = bool
  default     = true
  nullable    = false
}

variable "max_replicas" {
  description = "Subscriptions and replicas that may read the write-ahead log at once; changing it needs a restart."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.max_replicas >= 5 && var.max_replicas <= 100
    error_message = "The number of readers of the log is 5 to 100."
  }
}

variable "parameters" {
  description = "Further parameters of PostgreSQL by their names, such as { log_min_duration_statement = 1000 }."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "backup_retention_days" {
  description = "Days into which the database can be restored, to the second."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35
    error_message = "Backups are kept for 1 to 35 days."
  }
}

variable "backup_window" {
  description = "Hours in UTC in which the daily backup starts."
  type        = string
  default     = "03:00-04:00"
  nullable    = false

  validation {
    condition     = can(regex("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", var.backup_window))
    error_message = "The window is written as 03:00-04:00."
  }
}

variable "maintenance_window" {
  description = "Hours in UTC in which AWS may change the instance; not in the backup window."
  type        = string
  default     = "sun:04:30-sun:05:30"
  nullable    = false

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.maintenance_window))
    error_message = "The window is written as sun:04:30-sun:05:30."
  }
}

variable "restore_from" {
  description = "Instance whose backups fill this one when it is created: at a point in time (RFC 3339), or the latest there is."
  type = object({
    instance_identifier = string
    time                = optional(string)
  })
  default = null
}

variable "monitoring_interval_seconds" {
  description = "Seconds between two measurements of the operating system; 0 makes none."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = contains([0, 1, 5, 10, 15, 30, 60], var.monitoring_interval_seconds)
    error_message = "The interval is 0, 1, 5, 10, 15, 30 or 60 seconds."
  }
}

variable "log_retention_days" {
  description = "Days for which the logs of PostgreSQL are kept."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key_arn" {
  description = "Customer-managed key for storage, backups, insights, logs and the password, which must allow the logs service; null uses the keys that AWS manages."
  type        = string
  default     = null
}

variable "apply_immediately" {
  description = "Whether changes are made at once instead of in the maintenance window."
  type        = bool
  default     = false
  nullable    = false
}

variable "deletion_protection" {
  description = "Whether the database cannot be deleted; lifted in an apply of its own."
  type        = bool
  default     = true
  nullable    = false
}
