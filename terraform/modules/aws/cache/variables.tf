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
  default     = "cache"
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
  description = "Name of the cache; null makes it `<platform>-<environment>-cache`."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "Id of the VPC in which the cache lives."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Ids of the subnets of the cache, in at least two zones."
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

variable "engine" {
  description = "Engine: redis or valkey."
  type        = string
  default     = "redis"
  nullable    = false

  validation {
    condition     = contains(["redis", "valkey"], var.engine)
    error_message = "The engine is redis or valkey."
  }
}

variable "engine_version" {
  description = "Version of the engine, of one that knows TLS and users: 7.0 or later."
  type        = string
  default     = "7.1"
  nullable    = false

  validation {
    condition     = can(regex("^[78]\\.[0-9]+$", var.engine_version))
    error_message = "The version is 7.0 or later, such as 7.1."
  }
}

variable "node_type" {
  description = "Size of a node, such as cache.r6g.large."
  type        = string
  default     = "cache.t4g.small"
  nullable    = false

  validation {
    condition     = startswith(var.node_type, "cache.")
    error_message = "The node type starts with cache."
  }
}

variable "nodes" {
  description = "Nodes of every shard: one writer, the others take over and answer reads."
  type        = number
  default     = 2
  nullable    = false

  validation {
    condition     = var.nodes >= 1 && var.nodes <= 6
    error_message = "A shard has 1 to 6 nodes."
  }
}

variable "shards" {
  description = "Parts over which the keys are spread; more than one needs clients that know clusters."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.shards >= 1 && var.shards <= 90
    error_message = "There are 1 to 90 shards."
  }
}

variable "parameters" {
  description = "Parameters of the engine by their names, such as { maxmemory-policy = \"allkeys-lru\" }."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "users" {
  description = "Users by name, with what they may do in the language of Redis access lists; they log in with tokens of IAM, so that there is no password."
  type        = map(string)
  default     = { app = "on ~* +@all -@dangerous" }
  nullable    = false

  validation {
    condition     = length(var.users) > 0 && alltrue([for name in keys(var.users) : can(regex("^[a-z][a-z0-9-]{0,14}$", name)) && name != "default"])
    error_message = "There is at least one user; each is named in 1 to 15 lower-case letters, digits and hyphens, and not default."
  }
}

variable "port" {
  description = "Port on which the cache listens."
  type        = number
  default     = 6379
  nullable    = false

  validation {
    condition     = var.port >= 1024 && var.port <= 65535
    error_message = "The port is 1024 to 65535."
  }
}

variable "snapshot_retention_days" {
  description = "Days for which the daily snapshots are kept; 0 makes none."
  type        = number
  default     = 7
  nullable    = false

  validation {
    condition     = var.snapshot_retention_days >= 0 && var.snapshot_retention_days <= 35
    error_message = "Snapshots are kept for 0 to 35 days."
  }
}

variable "snapshot_window" {
  description = "Hours in UTC in which the snapshot is made."
  type        = string
  default     = "02:00-03:00"
  nullable    = false

  validation {
    condition     = can(regex("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", var.snapshot_window))
    error_message = "The window is written as 02:00-03:00."
  }
}

variable "maintenance_window" {
  description = "Hours in UTC in which AWS may change nodes."
  type        = string
  default     = "sun:03:30-sun:04:30"
  nullable    = false

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.maintenance_window))
    error_message = "The window is written as sun:03:30-sun:04:30."
  }
}

variable "log_retention_days" {
  description = "Days for which the engine log and the slow log are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "The retention is one of the numbers of days that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key_arn" {
  description = "Customer-managed key for data at rest; null uses the key that ElastiCache manages."
  type        = string
  default     = null
}

variable "apply_immediately" {
  description = "Whether changes are made at once instead of in the maintenance window."
  type        = bool
  default     = false
  nullable    = false
}

variable "final_snapshot" {
  description = "Whether deleting leaves a last snapshot, which is the protection ElastiCache has."
  type        = bool
  default     = true
  nullable    = false
}
